import type { ValueSchema } from "../values/zod-schema.js";

/**
 * What the runtime asks of an attribute's schema: zod's own methods, by shape, so that the runtime does not import zod.
 */
export interface AttributeSchema extends ValueSchema {
  safeParse(value: unknown): ParseResult;
}

/** What validates the items of an entity. */
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
