import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";
import type { CursorSeal } from "../entities/entity.js";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Texts are padded to a multiple of this, so that a cursor's length tells less of the key that it holds. */
const BLOCK_CHARACTERS = 32;

/** The keys derived from a secret: one to encrypt with, and another to derive nonces with. */
interface Keys {
  readonly encryption: Buffer;
  readonly nonce: Buffer;
}

/**
 * Seals the text of cursors, so that nobody without the secret reads or makes one: AES-256-GCM. The nonce is a keyed hash
 * of what is sealed (a synthetic nonce), so that no nonce meets two texts, whatever the machine's random numbers are
 * worth; and equal texts give equal cursors, which tells that two of them stand at one item, and nothing else.
 */
export class SecretCursorSeal implements CursorSeal {
  readonly #first: Keys;
  readonly #all: readonly Keys[];

  /** @param secrets the first one seals, all of them open */
  constructor([first, ...others]: readonly [string, ...string[]]) {
    this.#first = keysOf(first);
    this.#all = [this.#first, ...others.map(keysOf)];
  }

  /** Seals a JSON text, bound to what it belongs to. */
  seal(text: string, bound: string): string {
    const padded = text.padEnd(Math.ceil(text.length / BLOCK_CHARACTERS) * BLOCK_CHARACTERS);
    const { encryption, nonce: nonceKey } = this.#first;
    const nonce = createHmac("sha256", nonceKey)
      .update(JSON.stringify([bound, padded]))
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, encryption, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(bound));
    const sealed = Buffer.concat([nonce, cipher.update(padded, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString("base64url");
  }

  /** The JSON text that was sealed with one of the secrets and bound to this; `undefined` if it was not, or was changed. */
  open(sealed: string, bound: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    // Base64 has several texts for some bytes: only the one that was made is a cursor.
    if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString("base64url") !== sealed) return undefined;
    for (const { encryption } of this.#all) {
      const text = open(bytes, encryption, bound);
      if (text !== undefined) return text;
    }
    return undefined;
  }
}

function open(bytes: Buffer, key: Buffer, bound: string): string | undefined {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const opened = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return Buffer.concat(opened).toString();
  } catch {
    // Whatever differs, the secret, what it is bound to or the text: the tag does not match.
    return undefined;
  }
}

function keysOf(secret: string): Keys {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", "monotable cursor v1", 2 * KEY_BYTES));
  return { encryption: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) };
}

/** A short hash by which an unsealed cursor knows what it belongs to: it finds mistakes, not attacks. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 12);
}
