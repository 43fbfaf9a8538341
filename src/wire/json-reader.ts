import {
  COLON,
  COMMA,
  LIST,
  LIST_END,
  MAP,
  MAP_END,
  Scanner,
  type ShapeCache,
  UnexpectedText,
} from "./json-scanner.js";
import type { Container, Leaf, Shape, Structure } from "./shapes.js";

/** The least number of bytes that are scanned together. A value that is cut at their end is read again. */
const PIECE = 131_072;
const [N, ...SPACES] = Buffer.from("n \t\n\r");
/** The next part of a container: its first element or its end, an element after a comma, a comma or the end. */
const [FIRST, ELEMENT, BEHIND] = [0, 1, 2];
const UNEXPECTED = new UnexpectedText();

/**
 * Reads a response while it arrives: the structure around items, which may be any JSON, here, and the items by a
 * {@link Scanner}. Bytes that were read are released, so that the whole text and all its items are never in memory together.
 */
export class JsonReader {
  readonly #shape: Structure;
  readonly #shapes: ShapeCache;
  readonly #piece: number;
  /** Bytes that were written and not scanned yet. */
  #parts: Uint8Array[] = [];
  #size = 0;
  #scanner = new Scanner(new Uint8Array());
  /** True while no bytes were released. */
  #isWhole = true;
  #value: unknown;
  /** The lists and maps around the place, the innermost last. */
  readonly #containers: Container[] = [];
  #next = FIRST;
  #problem: unknown;

  /** @param shapes the shapes of items in earlier responses */
  constructor(shape: Structure, shapes: ShapeCache, piece: number = PIECE) {
    this.#shape = shape;
    this.#shapes = shapes;
    this.#piece = piece;
  }

  write(part: Uint8Array): void {
    this.#parts.push(part);
    this.#size += part.length;
    const { bytes, at } = this.#scanner;
    // What cannot be read yet is tried again when there is as much more.
    if (this.#size >= Math.max(this.#piece, bytes.length - at)) this.#read();
  }

  /**
   * Returns the document form of the text that was written; `undefined` of an empty one.
   *
   * @throws SyntaxError if it is not JSON, or an item in it is not DynamoDB JSON
   */
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

  /** Reads one part that can be read alone: one that fails is read again from its beginning when there are more bytes. */
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

  /** Scans an item that is complete and written as DynamoDB writes it, and reads any other by `JSON.parse`. */
  #leaf(leaf: Leaf): unknown {
    const scanner = this.#scanner;
    const start = scanner.at;
    try {
      if (leaf.scan !== undefined) return leaf.scan(scanner, this.#shapes);
    } catch (error) {
      if (!(error instanceof UnexpectedText)) throw error;
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

/** Assigns a member, also one that is named `__proto__`: an assignment to it would set the prototype. */
function setMember(members: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  } else members[name] = value;
}

function endOf({ value }: Container): number {
  return Array.isArray(value) ? LIST_END : MAP_END;
}
