import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { valueTests } from "../../../src/validation/containers.js";

const part = fc.stringMatching(/^[a-z\d\-.]{1,8}$/);
const path = fc.stringMatching(/^[\w\-./~%?=&+: #@]{0,12}$/);
const urls = fc.tuple(fc.constantFrom("http", "https", "HTTP", "ftp", ""), part, part, path);

it("takes a URL only if zod does, and leaves it as it is", () => {
  let taken = 0;
  fc.assert(
    fc.property(urls, ([scheme, one, other, rest]) => {
      for (const text of [
        `${scheme}://${one}.${other}/${rest}`,
        `${scheme}://${one}${rest}`,
        `${one}\t${rest}`,
      ]) {
        if (!valueTests.isUrl(text)) continue;
        taken += 1;
        expect(z.url().safeParse(text)).toEqual({ success: true, data: text });
      }
    }),
    { numRuns: 2000 },
  );
  expect(taken).toBeGreaterThan(500);
});

it.each([
  ["https://example.com/photos/1.jpg", true],
  // Node.js takes it since version 24.
  ["https://xn--a.com", URL.canParse("https://xn--a.com")],
  ["https://1.2.3.999/", false],
  [" https://example.com", false],
  ["https://exam\nple.com", false],
  ["mailto:a@example.com", true],
])("%j is a URL that is stored as it is: %s", (text, expected) => {
  expect(valueTests.isUrl(text)).toBe(expected);
});
