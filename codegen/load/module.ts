import { createJiti, type JitiOptions, type TransformOptions, type TransformResult } from "jiti";
import { ts } from "ts-morph";

/** What running a schema module gave: its exports by name, or what it threw. */
export type ModuleRun =
  | { readonly exports: Readonly<Record<string, unknown>> }
  | { readonly thrown: unknown };

/**
 * Runs a schema module. Each run evaluates it anew, with the files that it imports (packages excepted), so that a
 * watcher sees changes.
 *
 * @param tsconfig the file whose `paths` resolve imports
 */
export async function runModule(file: string, tsconfig: string | undefined): Promise<ModuleRun> {
  const quick = await run(file, tsconfig, { transform: transpile });
  if ("exports" in quick) return quick;
  // jiti's own transform is slower by far, but knows import.meta and top-level await, and keeps lines for the stack.
  return run(file, tsconfig, {});
}

async function run(file: string, tsconfig: string | undefined, options: JitiOptions): Promise<ModuleRun> {
  try {
    const jiti = createJiti(file, {
      moduleCache: false,
      fsCache: false,
      interopDefault: false,
      ...(tsconfig === undefined ? {} : { tsconfigPaths: tsconfig }),
      ...options,
    });
    return { exports: await jiti.import<Record<string, unknown>>(file) };
  } catch (thrown) {
    return { thrown };
  }
}

/** TypeScript, or a module, to the CommonJS that jiti evaluates: with the compiler, which is loaded all the same. */
function transpile({ source, filename = "schema.ts" }: TransformOptions): TransformResult {
  const { outputText } = ts.transpileModule(source, {
    fileName: filename,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
  });
  return { code: outputText };
}
