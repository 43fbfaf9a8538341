import { access } from "node:fs/promises";
import { basename, dirname, relative, resolve, sep } from "node:path";
import type { Model } from "../../src/model/model.js";
import { type Diagnostic, errorDiagnostic, type Locate } from "../diagnostics/diagnostic.js";
import type { WritePlan } from "../write/plan.js";
import { compareLocks } from "./compare.js";
import type { DesignChange } from "./design-change.js";
import { canonicalText, type Lock, lockText, readLock } from "./lock.js";
import { lockOf } from "./lock-of.js";

/** The result of comparing a design with its lock. */
export interface LockCheck {
  /** Errors for what breaks stored items and is not accepted; warnings for what has to be done. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every change since the lock was written. */
  readonly changes: readonly DesignChange[];
  /** The changes to the folder of the lock. */
  readonly plan: WritePlan;
}

export interface LockOptions {
  /** The schema file: an absolute path. */
  readonly schema: string;
  /** The lock file: an absolute path. */
  readonly path: string;
  /** The names of breaking changes that are meant. */
  readonly accept?: readonly string[] | undefined;
}

/** The default folder of a lock: the parent of the folder of generated files. */
export function lockBeside(outDirectory: string): string {
  return resolve(dirname(outDirectory), "monotable.lock.json");
}

/** Compares a design with its lock, and says what the lock has to become. Writes nothing. */
export async function checkLock(model: Model, locate: Locate, options: LockOptions): Promise<LockCheck> {
  const { path, schema, accept = [] } = options;
  const directory = dirname(path);
  const after = lockOf(model, relative(directory, schema).replaceAll(sep, "/"));
  const name = basename(path);
  const file = { path: name, text: lockText(after) };
  const none: WritePlan = { directory, create: [], update: [], remove: [], unchanged: [], blocked: [] };
  const failed = (diagnostic: Diagnostic): LockCheck => {
    return { diagnostics: [diagnostic], changes: [], plan: { ...none, unchanged: [name] } };
  };
  const found = await readLock(path);
  if (found.kind === "unreadable") return failed(unreadable(shown(path), found.problem));
  const unknown = (changes: readonly DesignChange[]): Diagnostic[] =>
    accept
      .filter((one) => !changes.some((change) => change.name === one && change.kind === "breaks"))
      .map((one) => notBreaking(one, changes));
  if (found.kind === "none")
    return { diagnostics: unknown([]), changes: [], plan: { ...none, create: [file] } };
  if (found.lock.schema !== after.schema && (await exists(resolve(directory, found.lock.schema)))) {
    return failed(otherSchema(shown(path), found.lock.schema, after.schema));
  }
  const changes = compareLocks(found.lock, after);
  const diagnostics = changes.flatMap((change) => diagnosticOf(change, accept, locate));
  const plan = sameLock(found.lock, after) ? { unchanged: [name] } : { update: [file] };
  return { diagnostics: [...diagnostics, ...unknown(changes)], changes, plan: { ...none, ...plan } };
}

/** However it is formatted. */
function sameLock(one: Lock, other: Lock): boolean {
  return canonicalText(one) === canonicalText(other);
}

function diagnosticOf(change: DesignChange, accept: readonly string[], locate: Locate): Diagnostic[] {
  const { name, kind, what, todo } = change;
  if (kind === "safe") return [];
  const [owner = "", part] = name.split(".");
  const location = ["entities", "tables"]
    .map((group) => locate(partPath(group, owner, part)))
    .find((found) => found !== undefined);
  const message = `${name}: ${what}`;
  if (kind === "breaks" && !accept.includes(name)) {
    const help = `${todo} Then accept the change: monotable generate --accept "${name}"`;
    return [errorDiagnostic("lock-breaks", location, message, help)];
  }
  return [
    {
      rule: kind === "breaks" ? "lock-accepted" : `lock-${kind}`,
      severity: "warning",
      message,
      help: todo,
      ...(location && { location }),
    },
  ];
}

function partPath(group: string, owner: string, part: string | undefined): string[] {
  if (part === undefined) return [group, owner];
  if (group === "tables") return [group, owner, "indexes", part];
  return part === "key" ? [group, owner, "key", "partition"] : [group, owner, "attributes", part];
}

function unreadable(path: string, problem: string): Diagnostic {
  const message = `${path} is invalid: ${problem}.`;
  const help =
    "Restore it from version control (git checkout), or finish the merge entry by entry. Delete it only if no table holds items yet: a new lock records the current design.";
  return errorDiagnostic("lock-unreadable", undefined, message, help);
}

function otherSchema(path: string, locked: string, schema: string): Diagnostic {
  const message = `${path} is the lock file of ${locked}, not of ${schema}.`;
  const help =
    "Schemas that generate into one folder each need their own lock file: pass another file name with --lock.";
  return errorDiagnostic("lock-schema", undefined, message, help);
}

function notBreaking(name: string, changes: readonly DesignChange[]): Diagnostic {
  const breaking = changes.filter(({ kind }) => kind === "breaks").map((change) => change.name);
  const message = `--accept "${name}" matches no breaking change`;
  const help =
    breaking.length === 0 ? "Leave --accept out." : `Breaking changes: ${[...new Set(breaking)].join(", ")}.`;
  return errorDiagnostic("lock-accept", undefined, message, help);
}

function shown(path: string): string {
  return relative(process.cwd(), path).replaceAll(sep, "/");
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
