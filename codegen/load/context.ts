import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Sources } from "./sources.js";
import type { SchemaTypes } from "./type-printer.js";

/** The surroundings in which the parts of an entity are read. */
export interface EntityContext {
  /** The places of definitions in the source code. */
  readonly sources: Sources;
  /** The types of attributes as the compiler prints them. */
  readonly schemaTypes: SchemaTypes;
  /** Takes each fault that is found. */
  readonly report: (diagnostic: Diagnostic) => void;
}
