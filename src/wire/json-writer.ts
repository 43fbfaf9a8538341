/**
 * A character that JSON escapes: a quote, a backslash, a control character. Surrogates are left to `JSON.stringify` too,
 * which tells pairs from lone ones.
 */
const ESCAPED = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;
const [SPACE, QUOTE, BACKSLASH, TILDE] = [32, 34, 92, 126] as const;
const [COMMA, LIST, LIST_END, MAP, MAP_END] = [44, 91, 93, 123, 125] as const;
/** A longer text is faster checked and copied at once than character by character. */
const SHORT = 64;
const [ZERO, TEN, SMALL] = [48, 10, 1_000_000] as const;
/** The most bytes of a character (of UTF-16) in UTF-8. */
const CHARACTER = 3;
const WORD = 4;
const FIRST_BYTES = 16 * 1024;
/** A larger buffer, made for one large request, is not kept. */
const KEPT_BYTES = 256 * 1024;
/** Names of attributes are few, but the members of maps may have any. */
const KEPT_NAMES = 1_000;

/** A text that is written again and again: its bytes, four by four. */
export class Literal {
  readonly words: Int32Array;
  readonly length: number;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    this.length = bytes.length;
    this.words = new Int32Array(Math.ceil(bytes.length / WORD));
    const padded = Buffer.concat([bytes], this.words.length * WORD);
    for (let word = 0; word < this.words.length; word += 1)
      this.words[word] = padded.readInt32BE(word * WORD);
  }
}

/** A name before a value, and together with how the most frequent values begin. */
interface Name {
  readonly any: Literal;
  readonly text: Literal;
  readonly number: Literal;
}

const names = new Map<string, Name>();

function nameOf(name: string): Name {
  const cached = names.get(name);
  if (cached !== undefined) return cached;
  if (names.size >= KEPT_NAMES) names.clear();
  const lead = `,${JSON.stringify(name)}:`;
  const entry = {
    any: new Literal(lead),
    text: new Literal(`${lead}{"S":"`),
    number: new Literal(`${lead}{"N":"`),
  };
  names.set(name, entry);
  return entry;
}

/** The buffer of the last request, while nobody writes into it. */
let spare: Buffer | undefined;

/** The bytes of the JSON that a function writes. */
export function jsonBytes(write: (writer: JsonWriter) => void): Buffer {
  const writer = new JsonWriter(spare ?? Buffer.allocUnsafeSlow(FIRST_BYTES));
  // What a value does while it is written might write in its turn.
  spare = undefined;
  write(writer);
  const { bytes, length } = writer;
  if (bytes.length <= KEPT_BYTES) spare = bytes;
  const copy = Buffer.allocUnsafe(length);
  bytes.copy(copy, 0, 0, length);
  return copy;
}

/** Writes JSON as bytes, without the texts that its parts would be. */
export class JsonWriter {
  #bytes: Buffer;
  #view: DataView;
  /** The place in the bytes. */
  #at = 0;

  /** @param bytes of their own memory */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get length(): number {
    return this.#at;
  }

  literal({ words, length }: Literal): void {
    this.#reserve(words.length * WORD);
    const view = this.#view;
    const at = this.#at;
    for (let word = 0; word < words.length; word += 1) view.setInt32(at + word * WORD, words[word] ?? 0);
    this.#at = at + length;
  }

  /** A text without its quotes. */
  text(text: string): void {
    const { length } = text;
    if (length <= SHORT && this.#shortText(text, length)) return;
    this.raw(ESCAPED.test(text) ? JSON.stringify(text).slice(1, -1) : text);
  }

  /** Writes a text character by character, unless one is no plain character of ASCII. */
  #shortText(text: string, length: number): boolean {
    this.#reserve(length);
    const bytes = this.#bytes;
    const at = this.#at;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) return false;
      bytes[at + index] = code;
    }
    this.#at = at + length;
    return true;
  }

  quoted(text: string): void {
    this.#byte(QUOTE);
    this.text(text);
    this.#byte(QUOTE);
  }

  /** A text as it is. */
  raw(text: string): void {
    this.#reserve(text.length * CHARACTER);
    this.#at += this.#bytes.write(text, this.#at);
  }

  /** The name of a member, after the comma that {@link closeMap} makes the beginning of the first. */
  name(name: string): void {
    this.literal(nameOf(name).any);
  }

  /** A member that is `{"S":"…"}`. */
  textMember(name: string, text: string): void {
    this.literal(nameOf(name).text);
    this.text(text);
    this.literal(TEXT_END);
  }

  /** A member that is `{"N":"…"}`. */
  numberMember(name: string, value: number): void {
    this.literal(nameOf(name).number);
    if (value >= 0 && value < SMALL && Number.isInteger(value)) this.#natural(value);
    else this.text(String(value));
    this.literal(TEXT_END);
  }

  /** A small natural number digit by digit, from the last: most numbers are such, and need no text. */
  #natural(value: number): void {
    let count = 1;
    for (let rest = value; rest >= TEN; rest = Math.floor(rest / TEN)) count += 1;
    this.#reserve(count);
    let rest = value;
    for (let at = this.#at + count - 1; at >= this.#at; at -= 1) {
      this.#bytes[at] = ZERO + (rest % TEN);
      rest = Math.floor(rest / TEN);
    }
    this.#at += count;
  }

  comma(): void {
    this.#byte(COMMA);
  }

  /** Ends a map of which each member was written after a comma, and which began at a place. */
  closeMap(start: number): void {
    this.#close(start, MAP, MAP_END);
  }

  /** Ends a list of which each element was written after a comma. */
  closeList(start: number): void {
    this.#close(start, LIST, LIST_END);
  }

  #close(start: number, first: number, last: number): void {
    if (this.#at === start) this.#byte(first);
    else this.#bytes[start] = first;
    this.#byte(last);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#at] = byte;
    this.#at += 1;
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafeSlow((this.#at + count) * 2);
    this.#bytes.copy(bytes, 0, 0, this.#at);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

const TEXT_END = new Literal('"}');
