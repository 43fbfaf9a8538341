import { getCompilerOptionsFromTsConfig, ts } from "ts-morph";

/** What of a project's compiler options matters for the files that are written into it. */
export interface CompilerFacts {
  readonly strict: boolean;
  /** Whether a relative import must name a file with its extension, as Node.js wants. */
  readonly namesExtensions: boolean;
  /** Whether a relative import may end in `.ts`. */
  readonly takesTypeScriptExtensions: boolean;
}

/** The facts of the nearest tsconfig.json, with what it extends; `undefined` where there is none. */
export function compilerFacts(folder: string): CompilerFacts | undefined {
  const file = ts.findConfigFile(folder, ts.sys.fileExists);
  if (file === undefined) return undefined;
  const { options } = getCompilerOptionsFromTsConfig(file);
  const { moduleResolution: resolution, module = ts.ModuleKind.CommonJS } = options;
  const byModule = module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext;
  const named =
    resolution === ts.ModuleResolutionKind.Node16 || resolution === ts.ModuleResolutionKind.NodeNext;
  return {
    strict: options.strict === true,
    namesExtensions: named || (resolution === undefined && byModule),
    takesTypeScriptExtensions:
      options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true,
  };
}
