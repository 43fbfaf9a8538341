import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Modules that break the arrows of the house, each with the rule that must find it. */
const violations = [
  ["src/values/a.ts", `import "../../codegen/a.js";`, "runtime-without-generator"],
  ["src/values/b.ts", `import "ts-morph";`, "runtime-without-generator-packages"],
  ["src/client/c.ts", `import type { Jiti } from "jiti";`, "runtime-without-generator-packages"],
  ["src/queries/d.ts", `import { QueryCommand } from "@aws-sdk/client-dynamodb";`, "only-client-sends"],
  ["src/testing/e.ts", `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";`, "only-client-sends"],
  ["src/entities/f.ts", `import { z } from "zod";`, "zod-in-schema"],
  ["src/operations/g.ts", `import "../client/c.js";`, "not-in-allowed"],
  ["src/model/w.ts", `import type { S } from "../keys/s.js"; export type W = S;`, "not-in-allowed"],
  ["codegen/rules/h.ts", `import "ts-morph";`, "ts-morph-in-load-and-emit"],
  ["codegen/emit/i.ts", `import "../../src/queries/d.js";`, "generator-reads-the-pure-parts"],
  ["codegen/rules/w.ts", `import type { X } from "../emit/x.js";`, "not-in-allowed"],
  ["codegen/emit/x.ts", `import "../cli/y.js"; export type X = 1;`, "not-in-allowed"],
  ["codegen/emit/j.ts", `import "../../src/testing/e.js";`, "only-the-command-line-starts-servers"],
  ["src/keys/k.ts", `import "./l.js";`, "no-cycles"],
  ["src/keys/x.ts", `import type { Y } from "./y.js"; export type X = Y;`, "no-cycles"],
  ["src/client/u.ts", `import { trace } from "@opentelemetry/api";`, "opentelemetry-apart"],
  ["src/keys/m.ts", `import "./nowhere.js";`, "resolvable"],
] as const;

/** The other halves of the cycles, which are reported once. */
const accomplices = [
  ["src/keys/l.ts", `import "./k.js";`],
  ["src/keys/y.ts", `import type { X } from "./x.js"; export type Y = X;`],
] as const;

/** Modules that keep them. */
const sound = [
  ["codegen/a.ts", "export {};"],
  ["src/schema/n.ts", `import { z } from "zod";`],
  ["src/entities/o.ts", `import type { z } from "zod";`],
  ["src/operations/p.ts", `import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";`],
  ["src/client/q.ts", `import { QueryCommand } from "@aws-sdk/lib-dynamodb";`],
  ["codegen/load/r.ts", `import "ts-morph"; import "../../src/keys/s.js";`],
  ["codegen/cli/y.ts", `import "../load/r.js";`],
  ["src/keys/s.ts", `export type S = string;`],
  ["src/opentelemetry/v.ts", `import { trace } from "@opentelemetry/api";`],
] as const;

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { name: string } }[];
  };
}

describe("the import directions", () => {
  const folder = mkdtempSync(join(tmpdir(), "monotable-imports-"));
  let found: string[];
  beforeAll(async () => {
    for (const [path, text] of [...violations, ...accomplices, ...sound]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    for (const file of [".dependency-cruiser.mjs", "tsconfig.json", "package.json"]) {
      copyFileSync(file, join(folder, file));
    }
    mkdirSync(join(folder, "scripts"));
    copyFileSync("scripts/layers.mjs", join(folder, "scripts/layers.mjs"));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    const report = await cruise(folder);
    found = report.summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(violations)("refuse that %s has: %s", (path, _, rule) => {
    expect(found).toContain(`${path}: ${rule}`);
  });

  it.each(sound)("allow that %s has: %s", (path) => {
    expect(found.filter((violation) => violation.startsWith(`${path}:`))).toEqual([]);
  });
});

function cruise(cwd: string): Promise<Report> {
  const program = resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const parameters = [
    program,
    "--config",
    ".dependency-cruiser.mjs",
    "--output-type",
    "json",
    "src",
    "codegen",
  ];
  return new Promise((done) => {
    execFile(process.execPath, parameters, { cwd, maxBuffer: 1e8 }, (_error, stdout) =>
      done(JSON.parse(stdout)),
    );
  });
}
