import type { ValueTests } from "../model/valid-copy.js";
import { characters, isMultiple } from "./checks.js";
import { isObject, isPlainObject } from "./containers.js";

/** What generated code asks of values. */
export const valueTests: ValueTests = { isObject, isRecord, isUrl, isMultiple, characters };

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    isPlainObject(value) &&
    Object.getOwnPropertySymbols(value).length === 0 &&
    !Object.hasOwn(value, "__proto__")
  );
}

/** What most URLs are like: the parser, which is slower, takes them all. */
const PLAIN_URL = /^https?:\/\/(?:[a-z\d]+(?:-[a-z\d]+)*\.)*[a-z]+(?:\/[\w\-./~%?=&+]*)?$/;

/** The parser drops white space around a URL, and tabs and line ends: text with any such is left to the rules. */
function isUrl(text: string): boolean {
  return PLAIN_URL.test(text) || (!/\s/.test(text) && URL.canParse(text));
}
