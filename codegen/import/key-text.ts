import { textOf, type WireItem } from "./imported-table.js";
import { literalStart } from "./kinds.js";
import { camelCase, propertyOf } from "./names.js";
import { attributeWith } from "./zod-text.js";

/** Names of attributes that are made for keys alone. */
const SYNTHETIC = /(^|[^a-z])(pk|sk|gsi|lsi|hash|range|partition|sort)/i;

/** Whether the name of an attribute says that it is there for a key alone. */
export function isForKeys(attribute: string): boolean {
  return SYNTHETIC.test(attribute);
}

/** How a key attribute comes about. */
export interface KeyText {
  /** The source: `o.email`, or a template. */
  readonly text: string;
  /** The key attribute is an attribute of the entity. */
  readonly natural: boolean;
  /** Attributes that the key has and the items do not. */
  readonly invented: readonly string[];
  readonly guesses: readonly string[];
}

/** Reads from the items of a kind what their key attribute is made of; `undefined` where it cannot be one key. */
export function keyText(
  attribute: string,
  items: readonly WireItem[],
  delimiter: string,
  keyNames: ReadonlySet<string>,
): KeyText | undefined {
  const texts = items.map((item) => textOf(item[attribute]) ?? "");
  const isText = items.every((item) => item[attribute]?.["S"] !== undefined);
  const isPlain = !texts.some((text) => text.includes(delimiter));
  const named = isForKeys(attribute);
  if (!isText || (isPlain && !named)) return natural(attribute);
  const pieces = texts.map((text) => text.split(delimiter));
  const [first = []] = pieces;
  if (pieces.some((own) => own.length !== first.length)) return undefined;
  const invented: string[] = [];
  const guesses: string[] = [];
  const start = literalStart(first);
  const parts = first.map((text, at): string => {
    const values = pieces.map((own) => own[at] ?? "");
    const isSame = values.every((value) => value === text);
    if (isSame && (text === "" || (text === start && at <= 1))) return escapeTemplate(text);
    const found = attributeWith(items, values, keyNames);
    if (found !== undefined) {
      if (items.length === 1) guesses.push(`${found} has the value of this key in the one item found`);
      return `\${${propertyOf("o", found)}}`;
    }
    if (isSame) {
      guesses.push(`${JSON.stringify(text)} is the same in all items found`);
      return escapeTemplate(text);
    }
    const before = first[at - 1] ?? "";
    const name = !/^[A-Za-z]+$/.test(before)
      ? camelCase(`${attribute}Part${at + 1}`)
      : `${camelCase(before)}Id`;
    invented.push(name);
    guesses.push(`no attribute has this piece of the key: "${name}" is a name for it`);
    return `\${${propertyOf("o", name)}}`;
  });
  const isNatural = isPlain && invented.length > 0;
  if (isNatural) return natural(attribute);
  return { text: `key\`${parts.join(escapeTemplate(delimiter))}\``, natural: false, invented, guesses };
}

function natural(attribute: string): KeyText {
  return { text: propertyOf("o", attribute), natural: true, invented: [], guesses: [] };
}

function escapeTemplate(text: string): string {
  return text.replace(/[\\`]|\$\{/g, "\\$&");
}
