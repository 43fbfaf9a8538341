/** The folders and root files of `src` with those that each may import. */
export declare const SRC_LAYERS: Readonly<Record<string, readonly string[]>>;
/** The folders of `codegen` with those that each may import. */
export declare const CODEGEN_LAYERS: Readonly<Record<string, readonly string[]>>;
/** The root files of `src` that may import any folder. */
export declare const SRC_ENTRY_POINTS: readonly string[];
export declare function allowedImports(
  root: string,
  layers: Readonly<Record<string, readonly string[]>>,
): readonly object[];
export declare function reducedEdges(
  layers: Readonly<Record<string, readonly string[]>>,
): readonly (readonly [from: string, to: string])[];
