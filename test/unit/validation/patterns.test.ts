import { expect, it } from "vitest";
import { z } from "zod";
import * as patterns from "../../../src/validation/patterns.js";

/** The schemas of zod whose patterns the runtime has. */
const schemas: Readonly<Record<keyof typeof patterns, z.ZodType>> = {
  emailPattern: z.email(),
  uuidPattern: z.uuid(),
  uuidV4Pattern: z.uuidv4(),
  uuidV6Pattern: z.uuidv6(),
  uuidV7Pattern: z.uuidv7(),
  guidPattern: z.guid(),
  isoDatePattern: z.iso.date(),
  isoDatetimePattern: z.iso.datetime(),
  isoDatetimeWithOffsetPattern: z.iso.datetime({ offset: true }),
  isoDatetimeInSecondsPattern: z.iso.datetime({ precision: 0 }),
  isoDatetimeInMillisecondsPattern: z.iso.datetime({ precision: 3 }),
  isoDurationPattern: z.iso.duration(),
  ipv4Pattern: z.ipv4(),
  cidrV4Pattern: z.cidrv4(),
  macPattern: z.mac(),
};

const byName = new Map<string, RegExp>(Object.entries(patterns));

it.each(Object.entries(schemas))("%s is the pattern of zod's format", (name, schema) => {
  const { pattern } = schema._zod.def as { readonly pattern?: RegExp };
  expect(String(byName.get(name))).toBe(String(pattern));
});
