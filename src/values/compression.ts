import type { Compression } from "../model/model.js";
import { parseWireJson, wireJson } from "../wire/attribute-value-json.js";
import type { DocumentValue } from "./document.js";

/** The most that a compressed value holds, in bytes: reading one takes that much memory. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;
/** Near the best size for text, at a tenth of the time that brotli's own default of 11 takes. */
const BROTLI_QUALITY = 6;

/** A value that is too large to be compressed, or bytes that do not hold one. */
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

/** The value of compressed bytes, in document form. Bytes that hold none are refused. */
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
