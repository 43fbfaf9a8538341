import { setMember } from "./attribute-value-json.js";
import {
  COLON,
  COMMA,
  LIST,
  LIST_END,
  MAP,
  MAP_END,
  Scanner,
  type Site,
  Unexpected,
} from "./json-scanner.js";
import type { Container, Leaf, Shape, Structure } from "./shapes.js";

/** So many bytes are looked at together at the least. What is cut where they end is read once more. */
const PIECE = 131_072;
const [N, ...SPACES] = Buffer.from("n \t\n\r");
/** What comes next: what a container begins with or its end, an element that must come, what is behind one. */
const [FIRST, ELEMENT, BEHIND] = [0, 1, 2];
const UNEXPECTED = new Unexpected();

/**
 * Reads an answer while it comes: the structure around items, which may be any JSON, here, and the items by a
 * {@link Scanner}. What was read is let go, so that its bytes and all that is made of them are never in memory both.
 */
export class JsonReader {
  readonly #shape: Structure;
  readonly #site: Site;
  readonly #piece: number;
  /** What was not looked at yet. */
  #parts: Uint8Array[] = [];
  #size = 0;
  #scanner = new Scanner(new Uint8Array());
  /** Whether no bytes were let go. */
  #isWhole = true;
  #value: unknown;
  /** The lists and maps around the place, the innermost last. */
  readonly #containers: Container[] = [];
  #next = FIRST;
  #problem: unknown;

  /** @param site what was found in answers before */
  constructor(shape: Structure, site: Site, piece: number = PIECE) {
    this.#shape = shape;
    this.#site = site;
    this.#piece = piece;
  }

  write(part: Uint8Array): void {
    this.#parts.push(part);
    this.#size += part.length;
    const { bytes, at } = this.#scanner;
    // What cannot be read yet is tried again when there is as much more.
    if (this.#size >= Math.max(this.#piece, bytes.length - at)) this.#read();
  }

  /** The document form of what was written; of nothing, nothing. Rejects what is no JSON as `JSON.parse` does. */
  end(): unknown {
    if (this.#size > 0) this.#read();
    const { bytes, at } = this.#scanner;
    if (bytes.length === 0) return undefined;
    if (at === bytes.length && this.#containers.length === 0 && this.#value !== undefined) return this.#value;
    // It tells best what is wrong.
    if (this.#isWhole) JSON.parse(bytes.toString());
    throw new SyntaxError("DynamoDB's answer ends too early or cannot be read", { cause: this.#problem });
  }

  /** Reads as far as the bytes reach. */
  #read(): void {
    const { bytes, at } = this.#scanner;
    const parts = at < bytes.length ? [bytes.subarray(at), ...this.#parts] : this.#parts;
    const [part, ...others] = parts;
    const scanner = new Scanner(part && others.length === 0 ? part : Buffer.concat(parts));
    this.#scanner = scanner;
    this.#isWhole &&= at === 0;
    this.#parts = [];
    this.#size = 0;
    let start = 0;
    try {
      for (let byte = this.#byte(); byte !== undefined; byte = this.#byte()) {
        start = scanner.at;
        this.#step(byte);
      }
    } catch (error) {
      scanner.at = start;
      this.#problem = error;
    }
  }

  /** Reads what can be read alone: what fails is read from its beginning when there is more. */
  #step(byte: number): void {
    const container = this.#containers.at(-1);
    if (container === undefined) {
      if (this.#value !== undefined) throw UNEXPECTED;
      this.#value = this.#enter(this.#shape);
    } else if (byte === endOf(container) && this.#next !== ELEMENT) {
      this.#scanner.at += 1;
      this.#containers.pop();
      this.#next = BEHIND;
    } else if (this.#next === BEHIND) {
      this.#take(COMMA);
      this.#next = ELEMENT;
    } else this.#element(container);
  }

  #element({ value, shapeOf }: Container): void {
    if (Array.isArray(value)) {
      value.push(this.#part(shapeOf("")));
      return;
    }
    const name = this.#scanner.json();
    this.#take(COLON);
    if (typeof name !== "string") throw UNEXPECTED;
    // A member that is `null` is none.
    if (this.#byte() === N && this.#scanner.json() === null) {
      delete value[name];
      this.#next = BEHIND;
    } else setMember(value, name, this.#part(shapeOf(name)));
  }

  #part(shape: Shape): unknown {
    if ("open" in shape) return this.#enter(shape);
    const value = this.#leaf(shape);
    this.#next = BEHIND;
    return value;
  }

  #enter(shape: Structure): unknown {
    const container = shape.open();
    this.#take(Array.isArray(container.value) ? LIST : MAP);
    this.#containers.push(container);
    this.#next = FIRST;
    return container.value;
  }

  /** What is at hand and as DynamoDB writes it is scanned, and all else is read by `JSON.parse`. */
  #leaf(leaf: Leaf): unknown {
    const scanner = this.#scanner;
    const start = scanner.at;
    try {
      if (leaf.scan !== undefined) return leaf.scan(scanner, this.#site);
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      scanner.at = start;
    }
    return leaf.read(scanner.json());
  }

  #take(character: number): void {
    if (this.#byte() !== character) throw UNEXPECTED;
    this.#scanner.at += 1;
  }

  /** The next character that is no white space, of which DynamoDB writes none. */
  #byte(): number | undefined {
    const scanner = this.#scanner;
    let byte = scanner.bytes[scanner.at];
    while (byte !== undefined && SPACES.includes(byte)) {
      scanner.at += 1;
      byte = scanner.bytes[scanner.at];
    }
    return byte;
  }
}

function endOf({ value }: Container): number {
  return Array.isArray(value) ? LIST_END : MAP_END;
}
