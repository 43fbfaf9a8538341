import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect, it } from "vitest";
import { restorePrototypes } from "../../../src/client/sdk-output.js";
import { fromWire } from "../../../src/wire/attribute-value-json.js";
import { readNumber } from "../../../src/wire/number.js";

const named = (value: object) => Object.fromEntries([["__proto__", value]]) as Record<string, never>;

it.each([
  ["a map", { M: { admin: { BOOL: true } } }],
  ["a map like a class", { M: { constructor: { M: { name: { S: "Set" } } } } }],
  ["a list", { L: [{ S: "a" }] }],
  ["a set", { SS: ["a"] }],
  ["bytes", { B: new Uint8Array([1]) }],
  ["null", { NULL: true }],
  ["a number with many digits", { N: "12.65000000000000004" }],
  ["text", { S: "a" }],
])("restorePrototypes() leaves out members named __proto__ that are %s, as fromWire() does", (_, value) => {
  const item = {
    a: { M: { ...named(value), b: { L: [{ M: named(value) }] } } },
    ...named(value),
    c: { S: "d" },
  };
  const read = unmarshall(item as never, { wrapNumbers: readNumber as never }) as Record<string, object>;
  restorePrototypes(read);
  const direct = fromWire(item as never);
  for (const each of [read, direct]) {
    expect(Reflect.ownKeys(each)).toEqual(["a", "c"]);
    const { a } = each as { readonly a: { readonly b: readonly object[] } };
    expect(Reflect.ownKeys(a)).toEqual(["b"]);
    for (const map of [each, a, ...a.b]) expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  }
});

it("restorePrototypes() leaves sets, bytes and instances as they are", () => {
  class Money {
    readonly cents = { amount: 5 };
  }
  const output = {
    Items: [
      { s: new Set(["a"]), b: Buffer.from("a"), m: new Money(), n: readNumber("1.00000000000000000001") },
    ],
  };
  const [{ s, b, m, n }] = output.Items as [(typeof output.Items)[number]];
  restorePrototypes(output);
  for (const [value, { prototype }] of [
    [s, Set],
    [b, Buffer],
    [m, Money],
  ] as const)
    expect(Object.getPrototypeOf(value) === prototype).toBe(true);
  expect(String(n)).toBe("1.00000000000000000001");
});
