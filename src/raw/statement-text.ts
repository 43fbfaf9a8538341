import { MonotableError } from "../errors.js";
import type { DocumentValue } from "../values/document.js";
import { encodeValue } from "../values/encode.js";
import { RAW } from "./items.js";

/** A name in a statement: a table with its index, or an attribute. It becomes text, in quotes. */
export class Identifier {
  readonly text: string;

  /** @internal */
  constructor(...names: readonly string[]) {
    this.text = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(".");
  }
}

/** A statement with a `?` for each of its parameters. */
export interface StatementText {
  readonly text: string;
  /** In document form. */
  readonly parameters: readonly DocumentValue[];
}

/** The text and the parameters of a template: identifiers become text, every other value a parameter. */
export function statementOfTemplate(texts: readonly string[], values: readonly unknown[]): StatementText {
  const written = values.map((value) => (value instanceof Identifier ? value.text : "?"));
  const text = texts.map((part, position) => part + (written[position] ?? "")).join("");
  return statementOf(
    text,
    values.filter((value) => !(value instanceof Identifier)),
  );
}

/** A statement whose text has the `?` already. */
export function statementOf(text: string, values: readonly unknown[]): StatementText {
  return { text, parameters: values.map((value, position) => parameter(value, position)) };
}

function parameter(value: unknown, position: number): DocumentValue {
  const name = `parameter ${position + 1}`;
  const refuse = (attribute: string, reason: string): never => {
    throw new MonotableError("InvalidValue", `${RAW}: ${attribute} ${reason}`, {
      entity: RAW,
      attribute,
      reason,
    });
  };
  const encoded = encodeValue(value, "any", name, refuse);
  return encoded === undefined ? refuse(name, "is undefined or an empty set, which is no value") : encoded;
}
