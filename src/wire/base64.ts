/** Encodes bytes as base64. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

/**
 * Decodes base64 into bytes of their own memory. `Buffer` alone would skip characters that are not base64, and take those of
 * base64url.
 *
 * @throws Error if the text is not base64
 */
export function bytesOfBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  const padding = text.endsWith("==") ? 2 : Number(text.endsWith("="));
  const isBase64 =
    text.length % 4 === 0 &&
    bytes.length === (text.length / 4) * 3 - padding &&
    !text.includes("-") &&
    !text.includes("_");
  if (!isBase64) throw new Error("A binary value is not base64");
  return bytes;
}
