/**
 * A process that holds a lease and works: it writes numbered rows, one after another, each in a transaction with the check
 * of the lease. Prints a line for each thing that happens. Ends when it is told to by its standard input being closed.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { holdLease } from "../../src/control/hold-lease.js";
import { TransactionCancellation } from "../../src/requests/request.js";
import { controlContext } from "./control-context.js";

const [endpoint = "", accessKeyId = "", rows = "", lease = "500"] = process.argv.slice(2);
const client = new DynamoDBClient({
  endpoint,
  region: "local",
  credentials: { accessKeyId, secretAccessKey: "secret" },
});
const context = controlContext(client);
const stop = new AbortController();
process.stdin.on("end", () => stop.abort()).resume();

while (!stop.signal.aborted) {
  try {
    await holdLease(
      context,
      "rows",
      { leaseMilliseconds: Number(lease), signal: stop.signal },
      async (held) => {
        const start = Number(held.position ?? 0);
        let next = start;
        while (!held.signal.aborted) {
          const put = {
            TableName: rows,
            Item: { pk: "rows", sk: String(next).padStart(6, "0"), epoch: held.epoch },
            ConditionExpression: "attribute_not_exists(pk)",
          };
          try {
            await context.sender.send(
              { operation: "TransactWriteItems", input: { TransactItems: [held.check(), { Put: put }] } },
              { name: "rows", table: { name: rows }, tableName: rows },
            );
          } catch (error) {
            if (!(error instanceof TransactionCancellation)) throw error;
            const [check, row] = error.reasons;
            // The row is there where the owner before ended between it and its checkpoint.
            if (check?.code !== "None" || row?.code !== "ConditionalCheckFailed") throw error;
          }
          if (next === start) console.log(`working ${held.epoch}`);
          next += 1;
          await held.checkpoint(String(next));
          await sleep(5);
        }
      },
    );
  } catch (error) {
    console.log(`ended ${error instanceof Error ? error.name : String(error)}`);
  }
}
