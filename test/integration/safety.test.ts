import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { tables } from "../../bench/peers/monotable/generated/index.js";
import { monotable } from "../../bench/peers/probes/monotable.js";
import { probes } from "../../bench/peers/probes/probe.js";
import { openConnection } from "../support/connect.js";

const page = readFileSync(new URL("../../docs/safety.md", import.meta.url), "utf8");

describe("the six questions of docs/safety.md", () => {
  it.each(probes)("have the answers that the page gives: $question", async (probe) => {
    const { client, stored, close } = await openConnection(tables);
    onTestFinished(close);
    const outcome = await probe.run(monotable(client, "probed"), () => stored("probed"), "#");
    expect(outcome.verdict).toBe("kept");
    expect(page).toContain(`| ${probe.question} | kept |`);
    expect(page).toContain(`- monotable: ${outcome.verdict}. ${outcome.seen}\n`);
  });

  it("are about the versions that bench/peers installs", () => {
    const { dependencies } = JSON.parse(
      readFileSync(new URL("../../bench/peers/package.json", import.meta.url), "utf8"),
    ) as { dependencies: Record<string, string> };
    for (const name of ["electrodb", "dynamodb-toolbox", "dynamodb-onetable"])
      expect(page).toContain(`${name} ${dependencies[name]} |`);
  });
});
