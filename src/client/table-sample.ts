import {
  type AttributeValue,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ScanCommand,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";

/** A table as it is deployed, with some of its items in DynamoDB JSON. */
export interface TableSample {
  readonly description: TableDescription;
  readonly timeToLive: string | undefined;
  readonly items: readonly Readonly<Record<string, AttributeValue>>[];
}

export interface TableSampleOptions {
  readonly endpoint?: string;
  readonly region?: string;
  /** The most items to read. */
  readonly limit: number;
}

/** So many parts of the table are looked into: items of one kind often lie together. */
const SEGMENTS = 8;

/**
 * Reads what a table is and some of its items, from several places of it. Costs the reads of the items.
 *
 * @throws the SDK's error, by whose name the caller decides
 */
export async function sampleTable(name: string, options: TableSampleOptions): Promise<TableSample> {
  const client = openClient(options);
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    const items: Record<string, AttributeValue>[] = [];
    for (let segment = 0; segment < SEGMENTS && items.length < options.limit; segment += 1) {
      // What earlier parts did not have, later ones may give.
      const share = Math.ceil((options.limit - items.length) / (SEGMENTS - segment));
      items.push(...(await scanSegment(client, name, segment, share)));
    }
    const enabled = TimeToLiveDescription?.TimeToLiveStatus === "ENABLED";
    return {
      description: Table ?? {},
      timeToLive: enabled ? TimeToLiveDescription.AttributeName : undefined,
      items,
    };
  } finally {
    client.destroy();
  }
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

/** A client of an endpoint or of AWS. A server on this machine needs no real credentials. */
function openClient({ endpoint, region }: TableSampleOptions): DynamoDBClient {
  const isLocal =
    endpoint !== undefined && /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(endpoint);
  const { env } = process;
  const hasCredentials = env["AWS_ACCESS_KEY_ID"] !== undefined || env["AWS_PROFILE"] !== undefined;
  return new DynamoDBClient({
    maxAttempts: 2,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(isLocal && region === undefined && env["AWS_REGION"] === undefined ? { region: "local" } : {}),
    ...(isLocal && !hasCredentials
      ? { credentials: { accessKeyId: "local", secretAccessKey: "local" } }
      : {}),
  });
}
