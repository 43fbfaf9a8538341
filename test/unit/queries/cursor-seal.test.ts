import { describe, expect, it } from "vitest";
import { SecretCursorSeal } from "../../../src/queries/cursor-seal.js";

const SECRET = "a".repeat(32);
const OTHER = "b".repeat(32);
const text = JSON.stringify(["ORDER#größe 😀", 5]);
const sealed = new SecretCursorSeal([SECRET]).seal(text, "orders");

describe("SecretCursorSeal", () => {
  it("opens what another instance with the same secret sealed", () => {
    expect(JSON.parse(new SecretCursorSeal([SECRET]).open(sealed, "orders") ?? "")).toEqual(JSON.parse(text));
  });

  it("hides the text and its exact length", () => {
    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("ORDER");
    const seal = new SecretCursorSeal([SECRET]);
    expect(seal.seal('["a"]', "x")).toHaveLength(seal.seal('["abcdefghij"]', "x").length);
  });

  it("seals equal texts alike, and another text with another nonce", () => {
    const seal = new SecretCursorSeal([SECRET]);
    expect(seal.seal(text, "orders")).toBe(sealed);
    const nonces = [seal.seal("[1]", "orders"), seal.seal("[2]", "orders"), seal.seal("[1]", "users")].map(
      (each) => each.slice(0, 16),
    );
    expect(new Set(nonces).size).toBe(3);
    expect(new SecretCursorSeal([OTHER]).seal(text, "orders").slice(0, 16)).not.toBe(sealed.slice(0, 16));
  });

  it("opens with every secret of a list, and seals with the first", () => {
    const rotated = new SecretCursorSeal([OTHER, SECRET]);
    expect(rotated.open(sealed, "orders")).toBeDefined();
    const fresh = rotated.seal(text, "orders");
    expect(new SecretCursorSeal([OTHER]).open(fresh, "orders")).toBeDefined();
    expect(new SecretCursorSeal([SECRET]).open(fresh, "orders")).toBeUndefined();
  });

  it("does not open a cursor that is bound to something else or was sealed with another secret", () => {
    expect(new SecretCursorSeal([SECRET]).open(sealed, "users")).toBeUndefined();
    expect(new SecretCursorSeal([OTHER]).open(sealed, "orders")).toBeUndefined();
  });

  it("does not open a cursor with a changed bit, or a part of a cursor", () => {
    const seal = new SecretCursorSeal([SECRET]);
    const bytes = Buffer.from(sealed, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(seal.open(changed.toString("base64url"), "orders")).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(seal.open(sealed.slice(0, length), "orders")).toBeUndefined();
    }
    for (const other of [`${sealed}A`, `${sealed}=`, ` ${sealed}`, "", "%%%"]) {
      expect(seal.open(other, "orders")).toBeUndefined();
    }
  });
});
