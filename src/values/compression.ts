import type { Compression } from "../model/model.js";
import { parseWireJson, wireJson } from "../wire/attribute-value-json.js";
import type { DocumentValue } from "./document.js";

/** The most that a compressed value holds, in bytes: reading one takes that much memory. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;
/** A quality near the best size for text, in a tenth of the time of brotli's default of 11. */
const BROTLI_QUALITY = 6;

/** Thrown for a value that is too large to be compressed, and for bytes that do not hold one. */
export class CompressionFault extends Error {
  override readonly name = "CompressionFault";
}

/** zlib is loaded by the first value that needs it: a program without compressed attributes never pays for it. */
function zlib() {
  return process.getBuiltinModule("node:zlib");
}

/** A value in document form as bytes: its DynamoDB JSON (`{"S":"text"}`), compressed. */
export function compress(value: DocumentValue, by: Compression): Uint8Array {
  const plain = wireJson(value);
  if (plain.length > MAXIMUM_BYTES) {
    throw new CompressionFault(
      `has ${plain.length} bytes before it is compressed; ${MAXIMUM_BYTES} are allowed`,
    );
  }
  const { brotliCompressSync, gzipSync, constants } = zlib();
  const bytes =
    by === "gzip"
      ? gzipSync(plain)
      : brotliCompressSync(plain, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
          },
        });
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Decompresses a value into document form. */
export function decompress(bytes: Uint8Array, by: Compression): unknown {
  try {
    const { brotliDecompressSync, gunzipSync } = zlib();
    const options = { maxOutputLength: MAXIMUM_BYTES };
    const plain = by === "gzip" ? gunzipSync(bytes, options) : brotliDecompressSync(bytes, options);
    return parseWireJson(new TextDecoder("utf-8", { fatal: true }).decode(plain));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CompressionFault(`should hold a value compressed with ${by}, but does not: ${reason}`, {
      cause: error,
    });
  }
}
