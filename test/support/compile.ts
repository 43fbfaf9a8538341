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

/**
 * Checks files that are nowhere but in memory, under the strictest flags and against the real runtime, in one program.
 *
 * @param files text by path, relative to a folder inside this repository
 * @returns what is wrong: `path:line message`
 */
export function compile(files: ReadonlyMap<string, string>): string[] {
  const folder = join(root, "test", "in-memory");
  const texts = new Map([...files].map(([path, text]) => [join(folder, path), text]));
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
