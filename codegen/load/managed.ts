import type { AttributeModel, ManagedRole, ValueType } from "../../src/model/model.js";
import { errorDiagnostic } from "../diagnostics/diagnostic.js";
import type { ZodSchema } from "../zod-schemas/zod-schema.js";
import { isRecord } from "./callback.js";
import type { EntityContext } from "./context.js";

export interface ManagedSource {
  readonly entity: string;
  readonly exportName: string;
  /** The options that `defineEntity` was given. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The schemas of the attributes that are declared. */
  readonly shape: Readonly<Record<string, ZodSchema>>;
  readonly attributes: readonly AttributeModel[];
}

/** The attributes of an entity with those that monotable writes: marked if the schema has them, added if not. */
export function withManaged(source: ManagedSource, { sources, report }: EntityContext): AttributeModel[] {
  const { entity, exportName, options, shape, attributes } = source;
  const all = [...attributes];
  for (const [role, path, name] of declared(options)) {
    const location = sources.locate(["entities", exportName, ...path]);
    const fail = (message: string, help: string) =>
      report(errorDiagnostic("managed-attribute", location, `${entity}.${path.join(".")}: ${message}`, help));
    if (typeof name !== "string" || name === "") {
      fail("is not the name of an attribute", 'Give a name, as in version: "version".');
      continue;
    }
    const position = all.findIndex((attribute) => attribute.name === name);
    const existing = all[position];
    if (existing === undefined) all.push(newAttribute(name, role));
    else if (existing.managed !== undefined) {
      fail(`"${name}" is named twice`, "Give each an attribute of its own.");
    } else {
      const sample = SAMPLES[role][existing.value === "date" ? "date" : "plain"];
      const schema = shape[name];
      const fits = TYPES[role].includes(existing.value) && (schema === undefined || accepts(schema, sample));
      if (!fits) fail(`"${name}" ${refusal(role)}`, REMEDIES[role]);
      all[position] = { ...existing, managed: role };
    }
  }
  return all;
}

function declared({
  timestamps,
  version,
}: Readonly<Record<string, unknown>>): (readonly [ManagedRole, readonly string[], unknown])[] {
  const times = isRecord(timestamps) ? timestamps : {};
  const all = [
    ["created", ["timestamps", "created"], times.created],
    ["updated", ["timestamps", "updated"], times.updated],
    ["version", ["version"], version],
  ] as const;
  return all.filter(([, , name]) => name !== undefined);
}

const DOCS: Readonly<Record<ManagedRole, string>> = {
  created: "Time of creation: UTC, as ISO 8601 text with milliseconds. Written by monotable.",
  updated: "Time of the last write: UTC, as ISO 8601 text with milliseconds. Written by monotable.",
  version: "Number of writes. Written by monotable.",
};

function newAttribute(name: string, managed: ManagedRole): AttributeModel {
  const type = managed === "version" ? "number" : "string";
  return {
    name,
    doc: DOCS[managed],
    value: type,
    optional: false,
    defaulted: false,
    managed,
    types: { input: type, output: type },
  };
}

const TIME = new Date("2026-01-02T03:04:05.678Z");
const TIMES = { date: TIME, plain: TIME.toISOString() };

const TYPES: Readonly<Record<ManagedRole, readonly ValueType[]>> = {
  created: ["string", "date"],
  updated: ["string", "date"],
  version: ["number"],
};

/** Values that monotable would write. */
const SAMPLES: Readonly<Record<ManagedRole, { readonly date: unknown; readonly plain: unknown }>> = {
  created: TIMES,
  updated: TIMES,
  version: { date: 1, plain: 1 },
};

const TIME_REMEDY = "Declare it as z.iso.datetime() or z.date(), or leave it out of the schema.";
const REMEDIES: Readonly<Record<ManagedRole, string>> = {
  created: TIME_REMEDY,
  updated: TIME_REMEDY,
  version: "Declare it as z.int(), or leave it out of the schema.",
};

function refusal(role: ManagedRole): string {
  if (role === "version") return "has a schema that rejects a count of writes, such as 1";
  return "has a schema that rejects a time, such as 2026-01-02T03:04:05.678Z";
}

/** Returns true if the attribute's own schema takes a value. A schema that runs asynchronously cannot be asked. */
function accepts(schema: ZodSchema, sample: unknown): boolean {
  try {
    return schema.safeParse?.(sample)?.success ?? true;
  } catch {
    return true;
  }
}
