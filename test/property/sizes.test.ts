import { PutCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { TableModel } from "../../src/model/model.js";
import type { DocumentValue } from "../../src/values/document.js";
import { encodeValue } from "../../src/values/encode.js";
import { itemSize } from "../../src/values/item-size.js";
import { storedValue } from "../support/arbitraries.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";
import { refuse } from "../support/refuse.js";
import "../support/seed.js";

const table: TableModel = {
  name: "sizes",
  partitionKey: { name: "id", type: "S" },
  indexes: [],
  keyEncoding: "ordered",
  delimiter: "#",
};
const MAXIMUM = 409_600;

const { documents } = await connect([table]);

async function fits(item: Readonly<Record<string, DocumentValue>>): Promise<boolean> {
  try {
    await documents.send(new PutCommand({ TableName: table.name, Item: item }));
    return true;
  } catch (error) {
    if ((error as Error).name === "ValidationException") return false;
    throw error;
  }
}

it.runIf(has("sizes of items to the byte"))(
  "the size of an item is DynamoDB's to the byte: it takes 400 KB and not one more",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(storedValue, { minLength: 1, maxLength: 8 }), async (values) => {
        const list = encodeValue(values, "any", "v", refuse) ?? [];
        const item = { id: "x", é: list, padding: "" };
        const padded = (bytes: number) => ({ ...item, padding: "x".repeat(bytes - itemSize(item)) });
        expect(await fits(padded(MAXIMUM))).toBe(true);
        expect(await fits(padded(MAXIMUM + 1))).toBe(false);
      }),
      { numRuns: 60 },
    );
  },
  120_000,
);
