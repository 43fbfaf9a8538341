import type { DocumentValue } from "../values/document.js";

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,253}$/;

interface AliasMaps {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, DocumentValue> | undefined;
}

/**
 * The placeholders of one request. Every attribute name is aliased, so that no name is a reserved word or syntax, and
 * values never become expression text.
 */
export class Aliases {
  #names: Map<string, string> | undefined;
  readonly #values: DocumentValue[] = [];

  /** The placeholder of an attribute name: `#status` for `status`, a numbered one where the name has other characters. */
  name(attribute: string): string {
    this.#names ??= new Map();
    const known = this.#names.get(attribute);
    if (known !== undefined) return known;
    // A numbered alias begins with a digit, so it never meets the alias of a name. An alias has 255 bytes at the most.
    const alias = PLAIN_NAME.test(attribute) ? `#${attribute}` : `#${this.#names.size}`;
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
    return this.addTo<ReturnType<Aliases["maps"]>>({});
  }

  /** The same input with the two maps. */
  addTo<Input extends AliasMaps>(input: Input): Input {
    if (this.#names !== undefined) {
      const names: Record<string, string> = {};
      for (const [name, alias] of this.#names) names[alias] = name;
      input.ExpressionAttributeNames = names;
    }
    if (this.#values.length > 0) {
      const values: Record<string, DocumentValue> = {};
      for (const [position, value] of this.#values.entries()) values[`:v${position}`] = value;
      input.ExpressionAttributeValues = values;
    }
    return input;
  }
}
