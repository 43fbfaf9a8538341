import type { EntitySpec } from "../model/spec.js";

/**
 * What the attributes of an entity are called in code and in DynamoDB. Code, its errors included, speaks the one, and all
 * that is sent or comes back the other; only an Entity turns the one into the other, with this.
 */
export class AttributeNames {
  readonly #attributes: EntitySpec["attributes"];
  /** Attributes by the names under which they are stored. */
  readonly #byStored: ReadonlyMap<string, string>;

  constructor({ attributes }: EntitySpec) {
    this.#attributes = attributes;
    const names = Object.entries(attributes).map(([name, { storedAs = name }]) => [storedAs, name] as const);
    this.#byStored = new Map(names);
  }

  /** Whether the schema has the attribute. */
  has(name: string): boolean {
    return Object.hasOwn(this.#attributes, name);
  }

  /** The name of an attribute in DynamoDB. One that the schema does not know keeps its own. */
  stored(name: string): string {
    return this.has(name) ? (this.#attributes[name]?.storedAs ?? name) : name;
  }

  /** The attribute that is stored under a name, if the schema has one. */
  inCode(stored: string): string | undefined {
    return this.#byStored.get(stored);
  }
}
