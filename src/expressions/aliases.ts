import type { DocumentValue } from "../values/document.js";

/**
 * The placeholders of one request. Every attribute name is aliased, so that no name is a reserved word or syntax, and
 * values never become expression text.
 */
export class Aliases {
  readonly #names = new Map<string, string>();
  readonly #values: DocumentValue[] = [];

  /** The placeholder of an attribute name: `#status` for `status`, a numbered one where the name has other characters. */
  name(attribute: string): string {
    const known = this.#names.get(attribute);
    if (known !== undefined) return known;
    // A numbered alias begins with a digit, so it never meets the alias of a name. An alias has 255 bytes at the most.
    const alias = /^[A-Za-z_][A-Za-z0-9_]{0,253}$/.test(attribute) ? `#${attribute}` : `#${this.#names.size}`;
    this.#names.set(attribute, alias);
    return alias;
  }

  value(value: DocumentValue): string {
    this.#values.push(value);
    return `:v${this.#values.length - 1}`;
  }

  /** The two maps of a request, each only if it holds something. */
  maps(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, DocumentValue>;
  } {
    const maps: ReturnType<Aliases["maps"]> = {};
    if (this.#names.size > 0) {
      const names: Record<string, string> = {};
      for (const [name, alias] of this.#names) names[alias] = name;
      maps.ExpressionAttributeNames = names;
    }
    if (this.#values.length > 0) {
      const values: Record<string, DocumentValue> = {};
      for (const [position, value] of this.#values.entries()) values[`:v${position}`] = value;
      maps.ExpressionAttributeValues = values;
    }
    return maps;
  }
}
