import { dirname, relative, resolve, sep } from "node:path";
import { type Diagnostic, errorDiagnostic, hasErrors } from "../diagnostics/diagnostic.js";
import { emit } from "../emit/index.js";
import { checkLock, lockBeside } from "../lock/check-lock.js";
import { applyPlan } from "../write/apply.js";
import { isEmpty, planFiles, type WritePlan } from "../write/plan.js";
import { readSchema } from "./read-schema.js";

export interface GenerateOptions {
  /** The schema file; a relative path starts at the working directory. */
  readonly schema: string;
  /** The folder of the generated files: `generated` beside the schema file by default. */
  readonly out?: string;
  /** The lock file of the physical design: `monotable.lock.json` beside the generated folder by default. */
  readonly lock?: string;
  /** The names of changes that break stored items and are meant, such as `Order.key`. */
  readonly accept?: readonly string[];
  /** Only compare with what is on the disk; write nothing. */
  readonly check?: boolean;
  /** The extension with which generated files import each other and the schema: `.js` (the default), `.ts` or none. */
  readonly importExtension?: "js" | "ts" | "none";
}

export interface GenerateResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The changes to the folder; absent if the schema has errors. */
  readonly plan?: WritePlan;
  /** The changes to the lock file, in its own folder; absent if the schema has errors. */
  readonly lockPlan?: WritePlan;
  /** True if any file was changed. */
  readonly written: boolean;
  /** Absolute. */
  readonly outDirectory: string;
  /** The files that the result depends on: absolute paths, for a watcher. */
  readonly sourceFiles: readonly string[];
}

const extensions = { js: ".js", ts: ".ts", none: "" } as const;

/**
 * Generates the typed repositories of a schema. Mistakes in the schema are diagnostics of the result; nothing is written
 * if there is an error among them.
 *
 * @throws the error of the file system where it cannot be read or written
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const schema = resolve(options.schema);
  const outDirectory = resolve(options.out ?? resolve(dirname(schema), "generated"));
  const {
    model,
    diagnostics: unsound,
    locate,
    sourceFiles,
  } = await readSchema(options.schema, { checkTypes: true });
  if (hasErrors(unsound)) return { diagnostics: unsound, written: false, outDirectory, sourceFiles };

  const lockPath = resolve(options.lock ?? lockBeside(outDirectory));
  const lock = await checkLock(model, locate, { schema, path: lockPath, accept: options.accept });
  const diagnostics = [...unsound, ...lock.diagnostics];
  if (hasErrors(diagnostics)) return { diagnostics, written: false, outDirectory, sourceFiles };

  const importExtension = extensions[options.importExtension ?? "js"];
  const files = emit(model, {
    schemaImport: importOf(schema, outDirectory, importExtension),
    importExtension,
  });
  const plan = await planFiles(outDirectory, files);
  const blocked = plan.blocked.map((path) => inTheWay(resolve(outDirectory, path)));
  const writes =
    options.check === true || blocked.length > 0 ? [] : [plan, lock.plan].filter((of) => !isEmpty(of));
  // The lock comes last: where the files cannot be written, the change is told again.
  for (const one of writes) await applyPlan(one);
  return {
    diagnostics: [...diagnostics, ...blocked],
    plan,
    lockPlan: lock.plan,
    written: writes.length > 0,
    outDirectory,
    sourceFiles,
  };
}

/** The specifier with which a file in the folder imports the schema. */
function importOf(schema: string, outDirectory: string, extension: ".js" | ".ts" | ""): string {
  const path = relative(outDirectory, schema).replaceAll(sep, "/");
  const specifier = path.startsWith(".") ? path : `./${path}`;
  if (extension === ".ts") return specifier;
  return specifier.replace(/\.([cm]?)ts$/, extension === "" ? "" : ".$1js");
}

function inTheWay(path: string): Diagnostic {
  const shown = relative(process.cwd(), path).replaceAll(sep, "/");
  const message = `${shown} already exists without the header of a generated file: it is not overwritten.`;
  const help = "Move or delete the file, or choose another folder with --out.";
  return errorDiagnostic("file-in-the-way", undefined, message, help);
}
