import type { AttributeModel } from "../../src/model/model.js";
import { errorDiagnostic } from "../diagnostics/diagnostic.js";
import { type PieceFacts, pieceFacts } from "../zod-schemas/piece-facts.js";
import {
  maximumLength,
  runsAsync,
  someSchema,
  textOrder,
  type ZodSchema,
} from "../zod-schemas/zod-schema.js";
import type { AttributeType } from "./compiler-types.js";
import type { EntityContext } from "./context.js";
import { docOf } from "./sources.js";
import { TypeSource } from "./type-source.js";
import { readBelow } from "./type-values.js";
import { valueType } from "./value-type.js";

export interface AttributeSource {
  readonly entity: string;
  readonly exportName: string;
  readonly name: string;
  readonly schema: ZodSchema;
  readonly type: AttributeType | undefined;
}

/** Reads one attribute of an entity; one that cannot be stored is reported. */
export function readAttribute(
  source: AttributeSource,
  { sources, schemaTypes, report }: EntityContext,
): { attribute: AttributeModel; facts: PieceFacts } {
  const { entity, exportName, name, schema, type } = source;
  const { optin, optout } = schema._zod;
  const inputOptional = type === undefined ? optin !== undefined : type.inputOptional;
  const outputOptional = type === undefined ? optout === "optional" : type.outputOptional;
  const optional = outputOptional || schemaTypes.allowsUndefined(type?.output);
  const { checker } = schemaTypes;
  const types = new TypeSource(checker, type?.schema, () => type?.output);
  const context = {
    checker,
    unstorable: (path: string, reason: string, help: string) => {
      const location = sources.locate(["entities", exportName, "attributes", name]);
      const message = `${entity}: attribute "${name}${path}" ${reason}`;
      report(errorDiagnostic("unstorable-value", location, message, help));
    },
  };
  if (someSchema(schema, runsAsync)) context.unstorable("", ASYNC_REASON, ASYNC_HELP);
  const value = valueType(schema, types, context, optional);
  const defaulted = optin === "defaulted" || (inputOptional && !outputOptional);
  const exact =
    outputOptional && inputOptional && schemaTypes.isExact(type?.output) && schemaTypes.isExact(type?.input);
  const order = textOrder(schema);
  const below = readBelow(type, value, {
    checker,
    print: (nested) => schemaTypes.printNested(nested, order),
  });
  const longest = value === "string" ? maximumLength(schema) : undefined;
  const description = typeof schema.description === "string" ? schema.description : undefined;
  const doc = docOf(type?.declaration) ?? description;
  return {
    attribute: {
      name,
      ...(doc === undefined ? {} : { doc }),
      value,
      ...(longest !== undefined && { maximumLength: longest }),
      optional,
      ...(exact && { exact }),
      defaulted,
      types: {
        input: schemaTypes.print(type?.input, {
          exportName,
          side: "input",
          name,
          order,
          optional: optional || defaulted,
        }),
        output: schemaTypes.print(type?.output, { exportName, side: "output", name, order, optional }),
      },
      ...(below && { below }),
    },
    facts: pieceFacts(schema, value),
  };
}

export const ASYNC_REASON =
  "has an async function in its schema, but items are validated, encoded and decoded synchronously";
export const ASYNC_HELP = "Await the function before the write, and let the schema check its result.";
