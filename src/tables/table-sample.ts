import {
  type AttributeValue,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ScanCommand,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";

/** A table as it is deployed, with some of its items in DynamoDB JSON. */
export interface TableSample {
  readonly description: TableDescription;
  readonly timeToLive: string | undefined;
  readonly items: readonly Readonly<Record<string, AttributeValue>>[];
}

/** So many parts of the table are looked into: items of one kind often lie together. */
const SEGMENTS = 8;

/**
 * Reads what a table is and some of its items, from several places of it. Costs the reads of the items.
 *
 * @param limit The most items to read.
 * @throws the SDK's error, by whose name the caller decides
 */
export async function sampleTable(client: DynamoDBClient, name: string, limit: number): Promise<TableSample> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
  const items: Record<string, AttributeValue>[] = [];
  for (let segment = 0; segment < SEGMENTS && items.length < limit; segment += 1) {
    // What earlier parts did not have, later ones may give.
    const share = Math.ceil((limit - items.length) / (SEGMENTS - segment));
    items.push(...(await scanSegment(client, name, segment, share)));
  }
  const enabled = TimeToLiveDescription?.TimeToLiveStatus === "ENABLED";
  return {
    description: Table ?? {},
    timeToLive: enabled ? TimeToLiveDescription.AttributeName : undefined,
    items,
  };
}

async function scanSegment(
  client: DynamoDBClient,
  name: string,
  segment: number,
  count: number,
): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: name,
        Segment: segment,
        TotalSegments: SEGMENTS,
        Limit: count - items.length,
        ExclusiveStartKey: start,
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && items.length < count);
  return items;
}
