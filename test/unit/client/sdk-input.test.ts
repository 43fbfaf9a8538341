import { marshall, NumberValueImpl as NumberValue } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { sdkInput } from "../../../src/client/sdk-input.js";
import { StoredNumber } from "../../../src/wire/number.js";

describe("what the SDK is given", () => {
  it("is the input itself, where no map has a member named constructor", () => {
    const input = {
      TableName: "t",
      Item: { a: [{ b: new Set(["x"]) }], bytes: new Uint8Array([1]) },
      ExpressionAttributeNames: { "#constructor": "constructor" },
    };
    expect(sdkInput(input, NumberValue)).toBe(input);
  });

  it.each(["String", "Number", "Boolean", "Set", "Map", 5, null])(
    "stores a map whose constructor is named %s as that map",
    (name) => {
      const value = { constructor: { name }, more: [{ constructor: 1, Item: { constructor: "x" } }] };
      const { Item } = sdkInput({ TableName: "t", Item: { value } }, NumberValue);
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
      const text = JSON.stringify(sdkInput(input, NumberValue), (_, each) =>
        each instanceof Map ? "Map" : each,
      );
      expect(text.match(/"Map"/g)).toHaveLength(JSON.stringify(input).split('"constructor"').length - 1);
    }
  });
});

it("sdkInput() gives a StoredNumber as the SDK's NumberValue, in sets too", () => {
  const number = new StoredNumber("12.65000000000000004");
  const { Item } = sdkInput(
    { Item: { n: number, m: { l: [number, 1] }, s: new Set([1, number, 5n]), t: new Set([number, 1]) } },
    NumberValue,
  );
  const N = number.text;
  expect(marshall(Item)).toEqual({
    n: { N },
    m: { M: { l: { L: [{ N }, { N: "1" }] } } },
    s: { NS: ["1", N, "5"] },
    t: { NS: [N, "1"] },
  });
});
