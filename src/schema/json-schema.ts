import { z } from "zod";

/** A JSON Schema of draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of a zod schema, as zod has it, of what it takes or of what comes of it. What JSON has no type for is
 * described as the JSON that usually stands for it: dates as ISO 8601 text, bigints as integers, sets as lists without
 * repetitions. Anything else that JSON cannot say is any value.
 */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  return z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
      if (def.type === "bigint") Object.assign(jsonSchema, { type: "integer" });
      if (def.type === "set") {
        const { $schema: _, ...items } = jsonSchemaOf((def as z.core.$ZodSetDef).valueType as z.ZodType, io);
        Object.assign(jsonSchema, { type: "array", uniqueItems: true, items });
      }
    },
  }) as JsonSchema;
}
