import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Contestant, Name } from "../contestants/contestant.js";
import { contestants } from "../contestants/index.js";
import { checkResult } from "./answers.js";
import { userOf } from "./data.js";
import type { Entrant } from "./field.js";
import { changed, few, many, operations } from "./operations.js";
import { replayed } from "./replayed.js";
import { credentials, type Wire } from "./wire.js";

/** Contestants on DynamoDB Local, in a database of this process, each with a table of its own that holds what it has written itself. */
export async function liveContestants(names: readonly Name[], endpoint: string): Promise<readonly Entrant[]> {
  const config = {
    region: "us-east-1",
    credentials: { ...credentials, accessKeyId: `speed${process.pid}` },
    endpoint,
  };
  const wire: Wire = { config, use: async () => {}, record: async () => [], close() {} };
  const client = new DynamoDBClient(config);
  const entrants: Entrant[] = [];
  for (const name of names) {
    await client.send(createTable(name));
    const contestant = contestants[name](config, name);
    for (let number = 0; number < 100; number += 1) await contestant.putUser(userOf(number));
    for (const orders of [few, many])
      for (let at = 0; at < orders.length; at += 100)
        await contestant.createOrders(orders.slice(at, at + 100));
    for (const operation of operations) {
      const result = await operation.run(contestant, 0);
      checkResult(name, operation, result);
      // The user as before, for the next one that reads it; `changed` is the same user.
      if (operation.name === "update") await contestant.putUser(userOf(Number(changed.id.slice(2))));
    }
    entrants.push({ name, contestant, wire, answers: {} });
  }
  const [first = "lib-dynamodb"] = names;
  const only = ["get", "query100", "query1000", "batchGet100"];
  // It reads what the first one has written; the seam is that nothing is asked of it but reads.
  const contestant = replayed(config, first) as Contestant;
  entrants.push({ name: "(no client at all)", contestant, wire, answers: {}, only });
  return entrants;
}

function createTable(name: string): CreateTableCommand {
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: "S" }) as const;
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ];
  return new CreateTableCommand({
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk", "gsi1pk", "gsi1sk"].map(attribute),
    KeySchema: schema("pk", "sk"),
    GlobalSecondaryIndexes: [
      { IndexName: "gsi1", KeySchema: schema("gsi1pk", "gsi1sk"), Projection: { ProjectionType: "ALL" } },
    ],
  });
}
