import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { sdkInput } from "../../../src/client/sdk-input.js";

describe("what the SDK is given", () => {
  it("is the input itself, where no map has a member named constructor", () => {
    const input = {
      TableName: "t",
      Item: { a: [{ b: new Set(["x"]) }], bytes: new Uint8Array([1]) },
      ExpressionAttributeNames: { "#constructor": "constructor" },
    };
    expect(sdkInput(input)).toBe(input);
  });

  it.each(["String", "Number", "Boolean", "Set", "Map", 5, null])(
    "stores a map whose constructor is named %s as that map",
    (name) => {
      const value = { constructor: { name }, more: [{ constructor: 1, Item: { constructor: "x" } }] };
      const { Item } = sdkInput({ TableName: "t", Item: { value } });
      expect(marshall(Item)).toEqual({
        value: {
          M: {
            constructor: { M: marshall({ name }) },
            more: {
              L: [{ M: { constructor: { N: "1" }, Item: { M: { constructor: { S: "x" } } } } }],
            },
          },
        },
      });
    },
  );

  it("is converted in every operation", () => {
    const of = { constructor: 1 };
    const inputs = [
      { ExpressionAttributeValues: { ":v0": of } },
      { Statements: [{ Statement: "SELECT * FROM t WHERE a = ?", Parameters: [of] }] },
      { RequestItems: { t: [{ PutRequest: { Item: { of } } }] } },
      {
        TransactItems: [
          { Put: { Item: { of } } },
          { Update: { ExpressionAttributeValues: { ":v0": [of] } } },
        ],
      },
    ];
    for (const input of inputs) {
      const text = JSON.stringify(sdkInput(input), (_, each) => (each instanceof Map ? "Map" : each));
      expect(text.match(/"Map"/g)).toHaveLength(JSON.stringify(input).split('"constructor"').length - 1);
    }
  });
});
