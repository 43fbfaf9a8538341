/** A part of a parsed document. */
export type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [name: string]: Json };

/** The value at a path of a document, `undefined` where there is none. */
export function at(json: Json, ...path: readonly (string | number)[]): Json {
  return path.reduce<Json>((value, step) => {
    if (typeof value !== "object" || value === null) return undefined;
    return (value as { readonly [name: string | number]: Json })[step];
  }, json);
}

/** The elements of a list; none where there is no list. */
export function each(json: Json): readonly Json[] {
  return Array.isArray(json) ? json : [];
}

/** The members of an object; none where there is no object. */
export function members(json: Json): readonly (readonly [name: string, value: Json])[] {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? Object.entries(json) : [];
}
