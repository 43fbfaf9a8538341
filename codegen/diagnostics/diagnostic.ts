/** A place in a source file. Lines and columns count from 1. */
export interface Location {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Characters to mark, within the line. */
  readonly length: number;
  /** The source line. */
  readonly text: string;
}

/** A fault of a schema file, and its remedy. */
export interface Diagnostic {
  readonly rule: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly help: string;
  readonly location?: Location;
}

/** A diagnostic of severity error; without a location where none is known. */
export function errorDiagnostic(
  rule: string,
  location: Location | undefined,
  message: string,
  help: string,
): Diagnostic {
  const diagnostic = { rule, severity: "error", message, help } as const;
  return location === undefined ? diagnostic : { ...diagnostic, location };
}

/** Returns true if there is an error among diagnostics. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/**
 * Finds the source of a part of the design; where it is not found, of what encloses it. The paths:
 * `["tables", table, "indexes", index]`, `["entities", entity]`, `["entities", entity, "key", "partition" | "sort"]`,
 * `["entities", entity, "attributes", attribute]`, `["entities", entity, "indexes", pattern, "partition" | "sort"]` and
 * `["collections", collection, "members", member]`. A definition goes by its name or the name of its export.
 */
export type Locate = (path: readonly string[]) => Location | undefined;
