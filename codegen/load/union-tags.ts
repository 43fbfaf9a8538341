import type { TagValue, UnionMember, ValueType } from "../../src/model/model.js";
import type { ZodSchema } from "../zod-schemas/zod-schema.js";
import { needsConversion } from "./value-form.js";

type Tag = NonNullable<UnionMember["tag"]>;

interface Option {
  readonly schema: ZodSchema;
  readonly value: ValueType;
}

/**
 * What tells the objects of a union apart, for each option that is one: the values of a member that all of them have,
 * each with values of its own.
 *
 * @param discriminator the member that the schema names for it
 */
export function unionTags(
  options: readonly Option[],
  discriminator: string | undefined,
): readonly (Tag | undefined)[] {
  const objects = options.filter(({ schema }) => schema._zod.propValues !== undefined);
  const names = discriminator === undefined ? namesOf(objects[0]) : [discriminator];
  const name = names.find((candidate) => tellsApart(objects, candidate));
  if (name === undefined) return [];
  return options.map((option) => {
    const values = valuesOf(option, name);
    return values && { name, values };
  });
}

function namesOf(option: Option | undefined): readonly string[] {
  return Object.keys(option?.schema._zod.propValues ?? {});
}

function tellsApart(objects: readonly Option[], name: string): boolean {
  const all = objects.map((option) => valuesOf(option, name));
  const values = all.flatMap((of) => of ?? []);
  return !all.includes(undefined) && new Set(values).size === values.length;
}

/** The values of a member, if it is stored as it is. */
function valuesOf({ schema, value }: Option, name: string): readonly TagValue[] | undefined {
  const { propValues = {} } = schema._zod;
  const values = Object.hasOwn(propValues, name) ? propValues[name] : undefined;
  if (values === undefined || values.size === 0 || typeof value !== "object") return undefined;
  const member = value.kind === "map" && Object.hasOwn(value.of, name) ? value.of[name] : undefined;
  if (value.kind !== "union" && (member === undefined || needsConversion(member))) return undefined;
  const all = [...values];
  return all.every(isTagValue) ? all : undefined;
}

function isTagValue(value: unknown): value is TagValue {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
