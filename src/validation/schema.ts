import type { ValueSchema } from "../values/zod-schema.js";

/**
 * The schema of an attribute, as the runtime uses it: zod's own methods, by shape, so that the runtime does not import zod.
 */
export interface AttributeSchema extends ValueSchema {
  safeParse(value: unknown): ParseResult;
}

/** The schema that validates the items of an entity. */
export interface ItemSchema {
  safeParse(value: unknown): ParseResult;
  readonly shape: Readonly<Record<string, AttributeSchema>>;
}

/** The schema of an entity: a zod object. */
export interface EntitySchema extends ItemSchema {
  readonly def: {
    readonly catchall?: { readonly _zod: { readonly def: { readonly type: string } } } | undefined;
  };
}

export type ParseResult =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };

interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export function isLooseSchema({ def }: EntitySchema): boolean {
  const catchall = def.catchall?._zod.def.type;
  return catchall !== undefined && catchall !== "never";
}
