import { Scanner, Site, Unexpected } from "./scanner.js";
import type { Shape } from "./shapes.js";

/** The document form of the bytes of an answer. Rejects what is no JSON as `JSON.parse` does. */
export function readJson(shape: Shape, body: Uint8Array): unknown {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const scanner = new Scanner(bytes);
  try {
    const value = shape.scan(scanner, new Site());
    if (scanner.at === bytes.length) return value;
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
  }
  return shape.read(JSON.parse(bytes.toString("utf8")));
}
