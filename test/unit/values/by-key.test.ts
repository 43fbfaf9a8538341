import { NumberValue } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByKey } from "../../../src/values/document.js";

describe("values by the keys of items", () => {
  it("are those that were set last, as if each key were compared with each", () => {
    const few = fc.constantFrom("", "a", "b", "a1", "1", "undefined", "constructor");
    const key = fc.record({ pk: few, sk: few });
    fc.assert(
      fc.property(
        fc.array(key),
        fc.array(key),
        fc.constantFrom(["pk", "sk"], ["sk", "pk"], ["pk"]),
        (set, asked, names) => {
          const values = new ByKey<number>(names);
          for (const [at, item] of set.entries()) values.set(item, at);
          const isSame = (one: object, other: object) =>
            names.every((name) => Reflect.get(one, name) === Reflect.get(other, name));
          for (const item of [...set, ...asked]) {
            const last = set.findLastIndex((each) => isSame(each, item));
            expect(values.get(item)).toBe(last < 0 ? undefined : last);
          }
        },
      ),
    );
  });

  it("are found by numbers and bytes in each of their forms", () => {
    const values = new ByKey<string>(["pk", "sk"]);
    values.set({ pk: 1, sk: Uint8Array.of(1, 2) }, "one");
    values.set({ pk: 12345678901234567890n, sk: Uint8Array.of() }, "large");
    expect(values.get({ pk: 1, sk: Buffer.from([1, 2]) })).toBe("one");
    expect(values.get({ pk: 1, sk: Uint8Array.of(2, 1) })).toBeUndefined();
    expect(values.get({ pk: NumberValue.from("12345678901234567890"), sk: Uint8Array.of() })).toBe("large");
  });
});
