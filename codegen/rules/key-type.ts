import type { KeyAttributeType, Model, TableModel } from "../../src/model/model.js";
import { keyAttributeType } from "../model-facts/key-pieces.js";
import { keySides, tableOf } from "./key-side.js";
import type { Rule } from "./rule.js";

/** All entities of a table write a key attribute with one type of DynamoDB. */
export const keyType: Rule = {
  name: "key-type",
  check: (model, report) => {
    for (const entity of model.entities) {
      const types = typesOf(tableOf(model, entity.table));
      for (const { subject, part, path } of keySides(entity)) {
        const expected = types.get(part.name);
        const actual = keyAttributeType(part);
        if (expected === undefined || actual === expected) continue;
        const before = firstWriter(model, entity.table, part.name, expected);
        const message = `${subject}: "${part.name}" would be ${NAMES[actual]}, but is ${NAMES[expected]}${before}`;
        report(
          path,
          message,
          "A key attribute has the same type in the whole table: store that type, or compose a key.",
        );
      }
    }
  },
};

function firstWriter(model: Model, table: string, name: string, type: KeyAttributeType): string {
  const sides = model.entities.filter((entity) => entity.table === table).flatMap(keySides);
  const writer = sides.find(({ part }) => part.name === name && keyAttributeType(part) === type);
  return writer === undefined ? "" : ` in ${writer.subject}`;
}

function typesOf(table: TableModel | undefined): ReadonlyMap<string, KeyAttributeType> {
  if (table === undefined) return new Map();
  const keys = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
  const indexed = table.indexes.flatMap(({ partitionKey, sortKey }) => [...partitionKey, ...sortKey]);
  return new Map([...keys, ...indexed].map(({ name, type }) => [name, type]));
}

const NAMES = { S: "a string", N: "a number", B: "binary" } as const;
