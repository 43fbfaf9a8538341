import { basename, dirname, relative, sep } from "node:path";
import picocolors from "picocolors";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.js";
import type { WritePlan } from "../write/plan.js";
import type { Io } from "./io.js";

/** Words in the colours of a terminal, or plain ones. */
export type Colours = ReturnType<typeof picocolors.createColors>;

export const coloursOf = ({ colour }: Pick<Io, "colour">): Colours => picocolors.createColors(colour);

/** A sentence about what went wrong. */
export function errorLine(problem: string, io: Pick<Io, "colour">): string {
  return `${coloursOf(io).red("error:")} ${problem}\n`;
}

/** A path as it is shown: from the working directory, with forward slashes. */
export function shownPath(path: string, cwd: string): string {
  return relative(cwd, path).replaceAll(sep, "/");
}

/** A schema as it is called in a summary: its folder, or its name where the folder is this one. */
export function schemaName(schema: string, cwd: string): string {
  return shownPath(dirname(schema), cwd) || basename(schema);
}

/** A diagnostic for people: the place, what is wrong, the source line, how to mend it. */
export function diagnosticText(diagnostic: Diagnostic, cwd: string, colours: Colours): string {
  const { location, severity, message, rule, help } = diagnostic;
  const paint = severity === "error" ? colours.red : colours.yellow;
  const place =
    location === undefined
      ? ""
      : `${colours.cyan(`${shownPath(location.file, cwd)}:${location.line}:${location.column}`)} `;
  const head = `${place}${colours.bold(paint(severity))} ${message} ${colours.dim(`(${rule})`)}`;
  const frame = location === undefined ? [] : sourceFrame(location, paint, colours);
  return `${[head, ...frame, `  ${colours.green("help:")} ${help.replaceAll("\n", "\n  ")}`].join("\n")}\n`;
}

function sourceFrame(location: Location, paint: (text: string) => string, colours: Colours): string[] {
  const number = String(location.line);
  const margin = " ".repeat(number.length);
  // Tabs stay tabs, so that the mark stands under the text however wide the terminal shows them.
  const before = location.text.slice(0, location.column - 1).replace(/[^\t]/g, " ");
  const length = Math.max(1, Math.min(location.length, location.text.length - location.column + 1));
  return [
    colours.dim(`  ${margin} |`),
    `  ${colours.dim(`${number} |`)} ${location.text}`,
    `  ${colours.dim(`${margin} |`)} ${before}${paint("^".repeat(length))}`,
  ];
}

/** Returns the numbers of errors and warnings: `2 errors, 1 warning`; an empty text if there are none. */
export function diagnosticCounts(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return [counted(errors, "error"), counted(diagnostics.length - errors, "warning")]
    .filter(Boolean)
    .join(", ");
}

/** Returns the summary of written files: `2 created, 1 updated, 1 removed`, or `8 files up to date`. */
export function doneText(plans: readonly WritePlan[]): string {
  const done = countedChanges(plans, ["created", "updated", "removed"]);
  const unchanged = plans.flatMap((plan) => plan.unchanged).length;
  return done === "" ? `${counted(unchanged, "file") || "no file"} up to date` : done;
}

/**
 * Returns the summary of generated files: `generated 8 files in src/generated (0.9 s)`, or `8 files up to date`. A changed
 * lock file is named.
 */
export function generatedText(
  plan: WritePlan,
  lockPlan: WritePlan | undefined,
  seconds: number,
  cwd: string,
): string {
  const folder = shownPath(plan.directory, cwd) || ".";
  const written = counted(plan.create.length + plan.update.length, "file");
  const removed = counted(plan.remove.length, "file");
  const parts = [
    ...(written === "" ? [] : [`generated ${written} in ${folder}`]),
    ...(removed === "" ? [] : [`removed ${removed}`]),
    ...changedPaths(lockPlan, cwd).map((path) => `wrote ${path}`),
  ];
  if (parts.length > 0) return `${parts.join(", ")} (${seconds.toFixed(1)} s)`;
  return doneText(lockPlan === undefined ? [plan] : [plan, lockPlan]);
}

/** The paths of created and updated files. */
function changedPaths(plan: WritePlan | undefined, cwd: string): string[] {
  if (plan === undefined) return [];
  const folder = shownPath(plan.directory, cwd);
  return [...plan.create, ...plan.update].map(({ path }) => (folder ? `${folder}/${path}` : path));
}

/** Returns the summary of a check: `1 to create, 1 to remove`. */
export function neededText(plans: readonly WritePlan[]): string {
  return countedChanges(plans, ["to create", "to update", "to remove"]);
}

/** The files that a plan changes, one on each line. */
export function changeLines({ directory, create, update, remove }: WritePlan, cwd: string): string[] {
  const shown = (path: string): string => `${shownPath(directory, cwd) || "."}/${path}`;
  return [
    ...create.map(({ path }) => `  missing   ${shown(path)}`),
    ...update.map(({ path }) => `  outdated  ${shown(path)}`),
    ...remove.map((path) => `  orphan    ${shown(path)}`),
  ];
}

function countedChanges(
  plans: readonly WritePlan[],
  [create, update, remove]: readonly [string, string, string],
): string {
  const counts: [number, string][] = [
    [plans.flatMap((plan) => plan.create).length, create],
    [plans.flatMap((plan) => plan.update).length, update],
    [plans.flatMap((plan) => plan.remove).length, remove],
  ];
  return counts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])).join(", ");
}

function counted(count: number, what: string): string {
  return count === 0 ? "" : `${count} ${what}${count === 1 ? "" : "s"}`;
}
