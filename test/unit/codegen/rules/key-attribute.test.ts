import { expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.js";

test("keys of attributes that they cannot hold, and templates that could mix up values", async () => {
  expect(await diagnose("broken-keys.ts")).toEqual([
    [
      "broken-keys.ts:26 key-attribute",
      'Order.key: attribute "orderDat" does not exist on Order',
      'Did you mean "orderDate"? Order has userId, orderDate, note, comment, lines, paid, photo, at.',
    ],
    [
      "broken-keys.ts:32 key-attribute",
      'Optional.key: attribute "note" is optional, but every item needs a primary key',
      'Make "note" required, or give it a default. Only an index key may have optional attributes.',
    ],
    [
      "broken-keys.ts:32 key-attribute",
      'Optional.key: attribute "paid" is a boolean, but a key in DynamoDB is a string, a number or binary',
      "Compose the key: key`…#${paid}` holds it as the text true or false.",
    ],
    [
      "broken-keys.ts:35 key-attribute",
      'Optional.byComment: attribute "comment" may be null, but a key cannot be null',
      'Use .optional() instead of .nullable() for "comment".',
    ],
    [
      "broken-keys.ts:43 key-attribute",
      'Typed.key: attribute "lines" is a list, which cannot be in a key',
      "A key can hold strings, numbers, bigints, booleans, dates and binary values.",
    ],
    [
      "broken-keys.ts:43 key-attribute",
      'Typed.key: attribute "at" has a codec, so its order and text in a key are unknown',
      'Declare "at" as it is stored: z.date(), z.bigint(), or a string.',
    ],
    [
      "broken-keys.ts:49 key-template",
      'Glued.key: attributes "userId" and "orderDate" are adjacent, so that different values can give the same key',
      "Separate them: ${userId}#….",
    ],
    [
      "broken-keys.ts:49 key-template",
      'Glued.key: the text "$" contains "$", which marks escaped characters in a key',
      'Remove "$" from the text, or declare keyEncoding: "plain" on the table.',
    ],
    [
      "broken-keys.ts:49 key-template",
      'Glued.key: attribute "userId" is followed by "-" instead of the delimiter "#"',
      "Separate them: ${userId}#…, or end the key with it.",
    ],
  ]);
});
