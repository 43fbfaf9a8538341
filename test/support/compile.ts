import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  declaration: true,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
  baseUrl: root,
  paths: { "monotable/runtime/v1": ["./src/runtime.ts"], monotable: ["./src/index.ts"] },
};

/** Generated code as our compiler checks it: with the line that spares the user's compiler the work taken away. */
export function checked(text: string): string {
  return text.replace(/\/\/ @ts-nocheck.*$/m, "//");
}

/**
 * Checks files that are nowhere but in memory, under the strictest flags and against the real runtime, in one program;
 * generated code is checked whatever it says.
 *
 * @param files text by path, relative to a folder inside this repository
 * @param at that folder
 * @returns what is wrong: `path:line message`
 */
export function compile(files: ReadonlyMap<string, string>, at = "test/in-memory"): string[] {
  const folder = join(root, at);
  const texts = new Map([...files].map(([path, text]) => [join(folder, path), checked(text)]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile, directoryExists } = host;
  const folders = new Set([...texts.keys()].map(dirname));
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.directoryExists = (path) => folders.has(path) || path === folder || directoryExists?.(path) === true;
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
      ...program.getDeclarationDiagnostics(file),
    ].map(({ start = 0, messageText, code }) => {
      const line = file === undefined ? 0 : ts.getLineAndCharacterOfPosition(file, start).line + 1;
      const message = ts.flattenDiagnosticMessageText(messageText, "\n");
      return `${path.slice(folder.length + 1)}:${line} TS${code} ${message}`;
    });
  });
}
