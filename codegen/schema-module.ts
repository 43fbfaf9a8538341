/**
 * Stands for the schema module in the printed types of a Model (`import("monotable:schema").Status`), which do not know
 * where they will be written: the emitter puts the path from the generated file in its place.
 */
export const SCHEMA_MODULE = "monotable:schema";
