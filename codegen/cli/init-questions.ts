import { intro, isCancel, select, text } from "@clack/prompts";
import { type InitChoices, schemaProblem, tableNameProblem } from "../init/plan.js";
import type { Project, TestRunner } from "../init/project.js";
import type { InitFlags } from "./init-command.js";
import type { Terminal } from "./io.js";

const RUNNERS: readonly {
  readonly value: TestRunner | "none";
  readonly label: string;
  readonly hint?: string;
}[] = [
  { value: "vitest", label: "Vitest" },
  { value: "node", label: "node:test", hint: "with tsx" },
  { value: "jest", label: "Jest" },
  { value: "none", label: "no test" },
];

/**
 * Asks a person for what no flag says and nothing in the project tells.
 *
 * @returns `undefined` if the person ends it with Ctrl-C
 */
export async function askChoices(
  project: Project,
  choices: InitChoices,
  flags: InitFlags,
  terminal: Terminal,
): Promise<InitChoices | undefined> {
  intro("monotable", terminal);
  const schema =
    flags.schema ??
    (await text({
      message: "Where shall the schema lie?",
      initialValue: choices.schema,
      validate: (path) => schemaProblem(project, path ?? ""),
      ...terminal,
    }));
  if (isCancel(schema)) return undefined;
  const tableName =
    flags.tableName ??
    (await text({
      message: "What is the table called in DynamoDB?",
      initialValue: choices.tableName,
      validate: (name) => tableNameProblem(name ?? ""),
      ...terminal,
    }));
  if (isCancel(tableName)) return undefined;
  if (flags.test !== undefined || choices.testRunner !== undefined) return { ...choices, schema, tableName };
  const runner = await select({ message: "What runs your tests?", options: [...RUNNERS], ...terminal });
  if (isCancel(runner)) return undefined;
  return { schema, tableName, testRunner: runner === "none" ? undefined : runner };
}
