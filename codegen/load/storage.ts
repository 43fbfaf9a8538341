import type { AttributeModel, Compression, Piece, ValueType } from "../../src/model/model.js";
import { errorDiagnostic } from "../diagnostics/diagnostic.js";
import { suggestion } from "../diagnostics/suggestion.js";
import { isRecord } from "./callback.js";
import type { EntityContext } from "./context.js";

export interface StorageSource {
  readonly entity: string;
  readonly exportName: string;
  /** The options that `defineEntity` was given. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly attributes: readonly AttributeModel[];
}

type Fail = (place: readonly string[], message: string, help: string) => void;

/** The attributes of an entity with how they are stored: their names, the form of dates, what is compressed. */
export function withStorage(source: StorageSource, { sources, report }: EntityContext): AttributeModel[] {
  const { entity, exportName, options, attributes } = source;
  const optionsByAttribute = options["attributes"] ?? {};
  const fail: Fail = (place, message, help) => {
    const location = sources.locate(["entities", exportName, "attributes", ...place]);
    report(errorDiagnostic("attribute-storage", location, `${entity}.attributes${message}`, help));
  };
  if (!isRecord(optionsByAttribute)) {
    fail([], " is not an object", 'Give options by attribute: { name: { storedAs: "n" } }.');
    return [...attributes];
  }
  const names = attributes.map(({ name }) => name);
  for (const name of Object.keys(optionsByAttribute)) {
    if (!names.includes(name))
      fail([name], `: attribute "${name}" does not exist on ${entity}`, suggestion(name, names, entity));
  }
  return attributes.map((attribute) => {
    const how = Object.hasOwn(optionsByAttribute, attribute.name)
      ? optionsByAttribute[attribute.name]
      : undefined;
    return how === undefined ? attribute : stored(attribute, how, fail);
  });
}

const FORMS = { iso: "date", seconds: "dateInSeconds", milliseconds: "dateInMilliseconds" } as const;

function stored(attribute: AttributeModel, how: unknown, fail: Fail): AttributeModel {
  const { name } = attribute;
  const help =
    'Give storedAs: "n", compression: "gzip" or "brotli", date: "seconds" or "milliseconds", or stored: false.';
  if (!isRecord(how)) {
    fail([name, ""], `.${name}: the options must be an object`, help);
    return attribute;
  }
  const unknown = Object.keys(how).find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) {
    fail([name, unknown], `.${name}: unknown option "${unknown}"`, help);
    return attribute;
  }
  const { storedAs, date, compression, stored: kept } = how;
  if (kept !== undefined) return inKeyAlone(attribute, how, fail);
  return compressed(dated(named(attribute, storedAs, fail), date, fail), compression, fail);
}

const OPTIONS = ["storedAs", "compression", "date", "stored"];

function inKeyAlone(
  attribute: AttributeModel,
  how: Readonly<Record<string, unknown>>,
  fail: Fail,
): AttributeModel {
  const { name, ...rest } = attribute;
  const other = Object.keys(how).find((option) => option !== "stored" && how[option] !== undefined);
  if (how["stored"] !== false) {
    fail(
      [name, "stored"],
      `.${name}: the only value of "stored" is false`,
      "Write stored: false, or leave the option out.",
    );
    return attribute;
  }
  if (other !== undefined)
    fail([name, other], `.${name}: ${other} has no effect with stored: false`, `Leave ${other} out.`);
  return { name, stored: false, ...rest };
}

function named(attribute: AttributeModel, storedAs: unknown, fail: Fail): AttributeModel {
  const { name, ...rest } = attribute;
  if (storedAs === undefined || storedAs === name) return attribute;
  if (typeof storedAs === "string" && storedAs !== "") return { name, storedAs, ...rest };
  fail([name, "storedAs"], `.${name}: storedAs must be an attribute name`, 'Give a string: storedAs: "n".');
  return attribute;
}

function dated(attribute: AttributeModel, date: unknown, fail: Fail): AttributeModel {
  const { name } = attribute;
  if (date === undefined) return attribute;
  const form =
    typeof date === "string" && Object.hasOwn(FORMS, date) ? FORMS[date as keyof typeof FORMS] : undefined;
  if (form === undefined) {
    const message = `.${name}: unknown date format ${JSON.stringify(date)}`;
    fail([name, "date"], message, 'Give "iso" (the default), "seconds" or "milliseconds".');
    return attribute;
  }
  const value = withDate(attribute.value, form);
  if (value !== undefined) return { ...attribute, value };
  const help = `Declare "${name}" as z.date(), or leave date out.`;
  fail([name, "date"], `.${name}: the option "date" needs a date, but "${name}" is not one`, help);
  return attribute;
}

function withDate(value: ValueType, form: ValueType): ValueType | undefined {
  if (value === "date") return form;
  return typeof value === "object" && value.kind === "nullable" && value.of === "date"
    ? { kind: "nullable", of: form }
    : undefined;
}

function compressed(attribute: AttributeModel, by: unknown, fail: Fail): AttributeModel {
  const { name, below: _, ...rest } = attribute;
  if (by === undefined) return attribute;
  // Of what lies below, DynamoDB sees nothing.
  if (by === "gzip" || by === "brotli")
    return {
      name,
      ...rest,
      value: { kind: "compressed", by: by satisfies Compression, of: attribute.value },
    };
  const message = `.${name}: unknown compression ${JSON.stringify(by)}`;
  fail([name, "compression"], message, 'Give "gzip" or "brotli".');
  return attribute;
}

/** The stored names and types of an entity's attributes, for reading its keys. */
export interface KeyStorage {
  /** The attribute that is stored under a name. */
  readonly attributeOf: (stored: string) => string | undefined;
  /** The facts that a natural key adds to those of any key piece. */
  readonly natural: (attribute: string) => Partial<Pick<Piece, "storedAs" | "type">>;
}

export function keyStorage(attributes: readonly AttributeModel[]): KeyStorage {
  return {
    attributeOf: (stored) => attributes.find(({ name, storedAs = name }) => storedAs === stored)?.name,
    natural: (attribute) => {
      const { storedAs, value } = attributes.find(({ name }) => name === attribute) ?? {};
      return {
        ...(storedAs !== undefined && { storedAs }),
        ...((value === "dateInSeconds" || value === "dateInMilliseconds") && { type: value }),
      };
    },
  };
}
