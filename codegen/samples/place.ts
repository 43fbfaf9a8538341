import type { ZodSchema } from "../load/zod-schema.js";
import { randomOf } from "./random.js";

/** Where a value stands: its name, and which of several it is. Values of one name and number are one value. */
export interface Place {
  readonly seed: string;
  readonly name: string;
  readonly number: number;
}

/** The day from which dates count. */
export const START = Date.UTC(2026, 0, 5, 9, 30);
const DAY = 86_400_000;

/** The date of a number: a day for each, and minutes that differ by name. */
export function sampleDate({ seed, name, number }: Place): Date {
  return new Date(START + number * DAY + randomOf(`${seed}/${name}`).below(600) * 60_000);
}

/** The bounds of a length or size among the checks of a schema. */
export function sizes(schema: ZodSchema): { readonly minimum?: number; readonly maximum?: number } {
  let bounds: { minimum?: number; maximum?: number } = {};
  for (const { _zod } of schema._zod.def.checks ?? []) {
    const { minimum, maximum, length, size } = _zod.def as {
      minimum?: number;
      maximum?: number;
      length?: number;
      size?: number;
    };
    const exact = length ?? size;
    bounds = {
      ...bounds,
      ...(minimum !== undefined && { minimum }),
      ...(maximum !== undefined && { maximum }),
      ...(exact !== undefined && { minimum: exact, maximum: exact }),
    };
  }
  return bounds;
}
