import { readNumber } from "../values/number.js";

/** What is expected at a place of an item, as an item before it had it there. */
interface Expected {
  /** The text up to the value: `"name":{"S":"`. */
  readonly text: string;
  readonly name: string;
  readonly type: string;
  /** What comes first in the value, if it is a map or a list. */
  readonly inner: Place;
  /** What comes after the value. */
  readonly after: Place;
}

interface Place {
  expected: Expected | undefined;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;
const CLOSE = 0x7d;

/** A part of a text, which does not keep the whole text in memory, as a slice of 13 characters or more does. */
export function copyOf(text: string, start: number, end: number): string {
  const part = text.substring(start, end);
  return end - start < 13 ? part : ` ${part}`.substring(1);
}

/** The text is not as this scanner expects it: to be read by `JSON.parse`. */
export class Unexpected extends Error {}

/**
 * Reads a list of items out of the JSON of an answer, faster than `JSON.parse`: DynamoDB gives the items of one kind the
 * same attributes in the same order, so that all between two values is compared with what the item before had there.
 * It knows text, numbers, maps and lists; everything else is unexpected. There must be no escapes in the text.
 */
export class ItemScanner {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  /** The items of a list that begins here, and where it ends. */
  list(): { readonly items: unknown[]; readonly end: number } {
    const items: unknown[] = [];
    const first: Place = { expected: undefined };
    this.#expect("[");
    if (this.#take() !== CLOSE_LIST) {
      this.#at -= 1;
      do {
        this.#expect("{");
        items.push(this.#members(first));
      } while (this.#goesOn(CLOSE_LIST));
    }
    return { items, end: this.#at };
  }

  #members(first: Place): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    if (this.#text.charCodeAt(this.#at) === CLOSE) {
      this.#at += 1;
      return members;
    }
    let place = first;
    do {
      const expected = this.#match(place, true);
      members[expected.name] = this.#value(expected);
      this.#expect("}");
      place = expected.after;
    } while (this.#goesOn(CLOSE));
    return members;
  }

  #elements(first: Place): unknown[] {
    const elements: unknown[] = [];
    if (this.#text.charCodeAt(this.#at) === CLOSE_LIST) {
      this.#at += 1;
      return elements;
    }
    do {
      elements.push(this.#value(this.#match(first, false)));
      this.#expect("}");
    } while (this.#goesOn(CLOSE_LIST));
    return elements;
  }

  #value({ type, inner }: Expected): unknown {
    switch (type) {
      case "S":
        return this.#string();
      case "N":
        return readNumber(this.#string());
      case "M":
        return this.#members(inner);
      default:
        return this.#elements(inner);
    }
  }

  #string(): string {
    const start = this.#at;
    const end = this.#text.indexOf('"', start);
    if (end < 0) throw new Unexpected();
    this.#at = end + 1;
    return copyOf(this.#text, start, end);
  }

  /** What is here: what was here in the item before, or what is learnt of this one. */
  #match(place: Place, isNamed: boolean): Expected {
    const known = place.expected;
    if (known !== undefined && this.#text.startsWith(known.text, this.#at)) {
      this.#at += known.text.length;
      return known;
    }
    const start = this.#at;
    const name = isNamed ? this.#name() : "";
    this.#expect("{");
    const type = this.#name();
    const opening = OPENING.get(type);
    if (opening === undefined || name === "__proto__") throw new Unexpected();
    this.#expect(opening);
    const text = copyOf(this.#text, start, this.#at);
    place.expected = { text, name, type, inner: { expected: undefined }, after: { expected: undefined } };
    return place.expected;
  }

  /** A name with what follows it. */
  #name(): string {
    if (this.#take() !== QUOTE) throw new Unexpected();
    const name = this.#string();
    this.#expect(":");
    return name;
  }

  #expect(text: string): void {
    if (!this.#text.startsWith(text, this.#at)) throw new Unexpected();
    this.#at += text.length;
  }

  #goesOn(end: number): boolean {
    const next = this.#take();
    if (next !== COMMA && next !== end) throw new Unexpected();
    return next === COMMA;
  }

  #take(): number {
    this.#at += 1;
    return this.#text.charCodeAt(this.#at - 1);
  }
}

/** What a value of each type begins with. */
const OPENING: ReadonlyMap<string, string> = new Map([
  ["S", '"'],
  ["N", '"'],
  ["M", "{"],
  ["L", "["],
]);
