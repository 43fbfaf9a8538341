import { isAscii } from "node:buffer";
import { bytesOfBase64 } from "./base64.js";
import { type ExactNumber, readNumber } from "./number.js";

/** The text is cut, or not as DynamoDB writes it: `JSON.parse` has to read it, or to say what is wrong with it. */
export class UnexpectedText extends Error {}

const UNEXPECTED = new UnexpectedText();

/** An inline cache of the attribute names and types seen at one position: most items of a response have the same shape. */
export class ShapeCache {
  readonly members: CachedMember[] = [];
  /** The number of members that all caches of one response have cached. */
  readonly counter: { count: number };

  constructor(counter = { count: 0 }) {
    this.counter = counter;
  }
}

/** The text before a value, as in `"total":{"N":`, with the name and the type that it says. */
interface CachedMember {
  /** Its bytes, four by four: whole words are compared. */
  readonly words: Int32Array;
  readonly length: number;
  readonly last: number;
  /** The attribute; empty for an element of a list. */
  readonly name: string;
  readonly type: string;
  /** The shapes of the values inside this one. */
  readonly shapes: ShapeCache;
  readonly number: number;
}

/** The last texts that a scanner read at a member. */
interface RecentTexts {
  /** The last texts, where they are short: a page has many times the same. */
  readonly texts: Text[];
  /** The number of texts in a row that were not among the last ones. */
  fresh: number;
}

interface Text {
  readonly value: string;
  /** Its first byte. */
  readonly start: number;
}

const [SPACE, MINUS, POINT, ZERO, NINE] = [32, 45, 46, 48, 57] as const;
export const [QUOTE, COMMA, COLON, LIST, ESCAPE, LIST_END, MAP, MAP_END] = [
  34, 44, 58, 91, 92, 93, 123, 125,
] as const;
const WORD = 4;
/** A text of so many bytes is looked up among as many that were found in its place. */
const REPEATED_LENGTH = 64;
const REPEATED = 4;
/** After so many new texts in a row, as ids are, none is looked up any more. */
const DISTINCT = 16;
/** Bytes. */
const WINDOW = 16_384;
/** Numbers of so many digits, and powers of ten up to as many, are exact in a double, and so is what dividing them rounds to. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);
/** A longer substring is not a copy but a part of the page, which it would keep in memory. */
const COPIED_LENGTH = 12;
/** 1 for each byte that a JSON text has as it is: all but a quote, a backslash and control characters. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= SPACE && byte !== QUOTE && byte !== ESCAPE),
);
const TYPES = ["S", "N", "M", "L", "BOOL", "NULL", "B", "SS", "NS", "BS"].map((type) => ({
  type,
  opening: Buffer.from(`{"${type}":`),
}));
const [TRUE, FALSE] = [Buffer.from("true"), Buffer.from("false")];

/**
 * Reads complete DynamoDB JSON straight into document form, without the tree that `JSON.parse` would make. It expects each
 * map to have the shape of the one before it in its position, and compares whole names and types with the bytes.
 *
 * It is not a parser of JSON: it knows what DynamoDB writes, and throws {@link UnexpectedText} for anything else.
 */
export class Scanner {
  readonly bytes: Buffer;
  /** The place in the bytes. */
  at = 0;
  /** A part of the text, from which short ones are copied; `undefined` where its characters are not one byte each. */
  #window: string | undefined;
  /** Its first byte, and the byte after its last. */
  #from = 0;
  #to = 0;
  readonly #view: DataView;
  /** The last texts of each member, by its number. */
  readonly #recent: RecentTexts[] = [];

  constructor({ buffer, byteOffset, length }: Uint8Array) {
    this.bytes = Buffer.from(buffer, byteOffset, length);
    this.#view = new DataView(buffer, byteOffset, length);
  }

  /** An item, a key: attributes by name. */
  attributes(shapes: ShapeCache): Record<string, unknown> {
    const document: Record<string, unknown> = {};
    this.#expect(MAP);
    if (this.#ends(MAP_END)) return document;
    let position = 0;
    do {
      const member = this.#member(shapes, position, true);
      document[member.name] = this.#value(member);
      position += 1;
    } while (this.#goesOn(MAP_END));
    return document;
  }

  /** One value of an attribute. */
  value(shapes: ShapeCache): unknown {
    return this.#value(this.#member(shapes, 0, false));
  }

  /** Any value, as `JSON.parse` reads it. */
  json(): unknown {
    const { bytes, at } = this;
    this.at = valueEnd(bytes, at);
    return JSON.parse(bytes.toString("utf8", at, this.at)) as unknown;
  }

  /** A name, and the colon behind it. */
  #name(): string {
    const name = this.#string();
    // It is left out: an assignment to it would set the prototype.
    if (name === "__proto__") throw UNEXPECTED;
    this.#expect(COLON);
    return name;
  }

  /** Takes one character. */
  #expect(character: number): void {
    if (this.bytes[this.at] !== character) throw UNEXPECTED;
    this.at += 1;
  }

  /** Takes the end of a list or a map, if it is here. */
  #ends(end: number): boolean {
    if (this.bytes[this.at] !== end) return false;
    this.at += 1;
    return true;
  }

  /** Takes the comma or the end of a list or a map; true if it was a comma. */
  #goesOn(end: number): boolean {
    const character = this.bytes[this.at];
    if (character !== COMMA && character !== end) throw UNEXPECTED;
    this.at += 1;
    return character === COMMA;
  }

  /** A text, from its first quote to its last. */
  #string(): string {
    const { bytes } = this;
    this.#expect(QUOTE);
    const start = this.at;
    let end = start;
    while (IS_PLAIN[bytes[end] as number] === 1) end += 1;
    if (bytes[end] !== QUOTE) {
      this.at = start - 1;
      return this.json() as string;
    }
    this.at = end + 1;
    if (start < this.#from || end > this.#to) this.#move(start, end);
    if (this.#window === undefined) return bytes.toString("utf8", start, end);
    return end - start > COPIED_LENGTH
      ? bytes.toString("latin1", start, end)
      : this.#window.substring(start - this.#from, end - this.#from);
  }

  /** Decodes the part of the text that begins here: the whole would be as large as the bytes. */
  #move(start: number, end: number): void {
    this.#from = start;
    this.#to = Math.min(Math.max(start + WINDOW, end), this.bytes.length);
    const part = this.bytes.subarray(start, this.#to);
    this.#window = isAscii(part) ? part.toString("latin1") : undefined;
  }

  #text(member: number): string {
    let found = this.#recent[member];
    if (found === undefined) {
      found = { texts: [], fresh: 0 };
      this.#recent[member] = found;
    }
    return found.fresh < DISTINCT ? this.#repeated(found) : this.#string();
  }

  /** Reads a text that may be one of the last ones of its member. */
  #repeated(found: RecentTexts): string {
    const { texts } = found;
    const start = this.at + 1;
    for (let index = 0; index < texts.length; index += 1) {
      const known = texts[index] as Text;
      if (!this.#repeats(known)) continue;
      this.at = start + known.value.length + 1;
      found.fresh = 0;
      return known.value;
    }
    const value = this.#string();
    // Escapes and characters of several bytes are longer as bytes.
    const length = this.at - 1 - start;
    if (length === value.length && length <= REPEATED_LENGTH)
      texts[texts.length < REPEATED ? texts.length : found.fresh % REPEATED] = { value, start };
    found.fresh += 1;
    return value;
  }

  /** Returns true if the bytes here are those of a text read before, with its quotes and the brace after it. */
  #repeats({ value, start }: Text): boolean {
    const view = this.#view;
    const { at } = this;
    const before = start - 1;
    const last = value.length + 3 - WORD;
    if (last < 0 || at + last + WORD > view.byteLength) return false;
    for (let byte = 0; byte < last; byte += WORD) {
      if (view.getInt32(at + byte) !== view.getInt32(before + byte)) return false;
    }
    return view.getInt32(at + last) === view.getInt32(before + last);
  }

  /** Reads the text before a value: the cached one where it is the same again. */
  #member({ members, counter }: ShapeCache, position: number, named: boolean): CachedMember {
    const expected = members[position];
    if (expected !== undefined && this.#follows(expected)) {
      this.at += expected.length;
      return expected;
    }
    const start = this.at;
    const name = named ? this.#name() : "";
    const type = this.#type();
    const length = this.at - start;
    const words = new Int32Array(Math.floor(length / WORD));
    for (let word = 0; word < words.length; word += 1) words[word] = this.#view.getInt32(start + word * WORD);
    const last = this.#view.getInt32(this.at - WORD);
    const number = expected?.number ?? counter.count;
    counter.count += number === counter.count ? 1 : 0;
    const member = { words, length, last, name, type, shapes: new ShapeCache(counter), number };
    members[position] = member;
    return member;
  }

  /** Returns true if the bytes here are those of a cached member. */
  #follows({ words, length, last }: CachedMember): boolean {
    const view = this.#view;
    const { at } = this;
    if (at + length > view.byteLength) return false;
    for (let word = 0; word < words.length; word += 1) {
      if (view.getInt32(at + word * WORD) !== words[word]) return false;
    }
    return view.getInt32(at + length - WORD) === last;
  }

  #type(): string {
    const found = TYPES.find(({ opening }) => this.#takes(opening));
    if (found === undefined) throw UNEXPECTED;
    return found.type;
  }

  #takes(text: Buffer): boolean {
    for (let index = 0; index < text.length; index += 1) {
      if (this.bytes[this.at + index] !== text[index]) return false;
    }
    this.at += text.length;
    return true;
  }

  /** A value, and the brace behind it. */
  #value(member: CachedMember): unknown {
    const value = this.#bare(member);
    this.#expect(MAP_END);
    return value;
  }

  #bare(member: CachedMember): unknown {
    const { type, shapes } = member;
    switch (type) {
      case "S":
        return this.#text(member.number);
      case "N":
        return this.#number();
      case "M":
        return this.attributes(shapes);
      case "L":
        return this.#elements(() => this.value(shapes));
      case "BOOL":
        return this.#boolean();
      case "NULL":
        if (!this.#boolean()) throw UNEXPECTED;
        return null;
      case "B":
        return this.#binary();
      case "SS":
        return new Set(this.#elements(() => this.#string()));
      case "NS":
        return new Set(this.#elements(() => this.#number()));
      default:
        return new Set(this.#elements(() => this.#binary()));
    }
  }

  #elements<Element>(read: () => Element): Element[] {
    const elements: Element[] = [];
    this.#expect(LIST);
    if (this.#ends(LIST_END)) return elements;
    do elements.push(read());
    while (this.#goesOn(LIST_END));
    // An array that grew has room for more.
    return elements.slice();
  }

  #number(): ExactNumber {
    const { bytes } = this;
    const start = this.at + 1;
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let at = first;
    let digits = 0;
    let point = -1;
    for (let byte = bytes[at] ?? 0; ; byte = bytes[at] ?? 0) {
      if (byte >= ZERO && byte <= NINE) digits = digits * 10 + (byte - ZERO);
      else if (byte === POINT && point < 0) point = at;
      else break;
      at += 1;
    }
    const length = at - first;
    // A point alone is not a number.
    if (bytes[at] !== QUOTE || length < (point < 0 ? 1 : 2) || length > EXACT_DIGITS)
      return readNumber(this.#string());
    this.#expect(QUOTE);
    this.at = at + 1;
    const value = point < 0 ? digits : digits / (POWERS_OF_TEN[at - point - 1] ?? 1);
    return negative ? -value : value;
  }

  #boolean(): boolean {
    if (this.#takes(TRUE)) return true;
    if (this.#takes(FALSE)) return false;
    throw UNEXPECTED;
  }

  #binary(): Uint8Array {
    return bytesOfBase64(this.#string());
  }
}

/** Finds the end of the value that begins at a place. */
function valueEnd(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      do at += bytes[at] === ESCAPE ? 2 : 1;
      while (at < bytes.length && bytes[at] !== QUOTE);
      if (at >= bytes.length) break;
    } else if (byte === MAP || byte === LIST) depth += 1;
    else if (byte === MAP_END || byte === LIST_END) depth -= 1;
    // What ends a number is behind it.
    else if (byte !== COMMA || depth > 0) continue;
    if (depth < 0 || (depth === 0 && byte === COMMA)) return at;
    if (depth === 0) return at + 1;
  }
  throw UNEXPECTED;
}
