import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { startDynamoDBLocal } from "monotable/testing";
import { tables } from "../monotable/generated/index.js";
import { electrodb } from "./electrodb.js";
import { monotable } from "./monotable.js";
import { onetable } from "./onetable.js";
import { type Library, type Outcome, type Probe, probes } from "./probe.js";
import { toolbox } from "./toolbox.js";

/**
 * Puts six questions to each library on DynamoDB Local, with the published packages, and prints what is stored then as
 * Markdown. Run: `npm run bench:probes`; `--write` puts the tables into docs/safety.md.
 */
interface Subject {
  readonly open: (client: DynamoDBClient, table: string) => Library;
  readonly package: string;
  /** What its keys hold between two attributes, with the label of the second where there is one. */
  readonly delimiter: string;
}

const subjects: readonly Subject[] = [
  { open: monotable, package: "monotable", delimiter: "#" },
  { open: electrodb, package: "electrodb", delimiter: "#memberid_" },
  { open: toolbox, package: "dynamodb-toolbox", delimiter: "#" },
  { open: onetable, package: "dynamodb-onetable", delimiter: "#" },
];

const local = await startDynamoDBLocal();

async function outcomeOf(probe: Probe, { open, delimiter }: Subject): Promise<Outcome> {
  const client = await local.database(tables);
  const documents = DynamoDBDocumentClient.from(client);
  const items = async () => (await documents.send(new ScanCommand({ TableName: "probed" }))).Items ?? [];
  return probe.run(open(client, "probed"), items, delimiter);
}

try {
  const columns = await Promise.all(
    subjects.map(async (subject) => {
      const outcomes: Outcome[] = [];
      for (const probe of probes) outcomes.push(await outcomeOf(probe, subject));
      return outcomes;
    }),
  );
  const text = report(columns);
  process.stdout.write(`${text}\n`);
  if (process.argv.includes("--write"))
    await writeTo(new URL("../../../docs/safety.md", import.meta.url), text);
} finally {
  await local.stop();
}

function report(columns: readonly (readonly Outcome[])[]): string {
  const names = subjects.map((subject) => title(subject));
  const rows = probes.map(
    (probe, row) => `| ${probe.question} | ${columns.map((column) => column[row]?.verdict).join(" | ")} |`,
  );
  const details = probes.flatMap((probe, row) => [
    "",
    `**${probe.question}**`,
    "",
    ...columns.map(
      (column, position) => `- ${names[position]}: ${column[row]?.verdict}. ${column[row]?.seen}`,
    ),
  ]);
  return [`| | ${names.join(" | ")} |`, `| --- |${" --- |".repeat(names.length)}`, ...rows, ...details].join(
    "\n",
  );
}

function title({ package: name }: Subject): string {
  if (name === "monotable") return name;
  const require = createRequire(import.meta.url);
  const { dependencies } = require("../package.json") as { dependencies: Record<string, string> };
  return `${name} ${dependencies[name]}`;
}

async function writeTo(page: URL, text: string): Promise<void> {
  const content = await readFile(page, "utf8");
  const [before, rest] = content.split("<!-- probes -->\n");
  const after = rest?.split("<!-- /probes -->")[1];
  if (after === undefined) throw new Error("docs/safety.md has no place for the probes");
  await writeFile(page, `${before}<!-- probes -->\n${text}\n<!-- /probes -->${after}`);
}
