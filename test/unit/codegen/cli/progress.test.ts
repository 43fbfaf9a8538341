import { spawn } from "node:child_process";
import { PassThrough, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Io } from "../../../../codegen/cli/io.js";
import { withProgress, withSteps } from "../../../../codegen/cli/progress.js";
import type { Progress } from "../../../../codegen/deploy/plan.js";
import type { Step } from "../../../../codegen/deploy/table-state.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** A surrounding with a terminal, or without, and all that was drawn there. */
function surroundings(isTTY: boolean) {
  const drawn: string[] = [];
  const write = (text: unknown): void => {
    drawn.push(stripVTControlCharacters(String(text)));
  };
  const output = Object.assign(
    new Writable({
      write(text, _encoding, done) {
        write(text);
        done();
      },
    }),
    { isTTY, columns: 120 },
  );
  const io: Io = {
    stdout: { write },
    stderr: { write },
    colour: true,
    cwd: root,
    stopped: () => new Promise(() => {}),
    ...(isTTY && { terminal: { input: new PassThrough(), output } }),
  };
  return { io, drawn };
}

const told = (position: number, state: Progress["state"], waitingFor?: string): Progress => ({
  step: { description: `step ${position}` } as Step,
  position,
  count: 2,
  state,
  ...(waitingFor !== undefined && { waitingFor }),
});

const later = () => new Promise((resolve) => setTimeout(resolve, 250));

describe("progress", () => {
  it("shows each step at a terminal, what is waited for, and leaves it there", async () => {
    const { io, drawn } = surroundings(true);
    const result = await withSteps("shop", io, async (report) => {
      report(told(1, "sent"));
      report(told(1, "waiting", "it is UPDATING"));
      await later();
      report(told(1, "done"));
      report(told(2, "sent"));
      report(told(2, "done"));
      // The plan was longer than it seemed.
      report(told(3, "sent"));
      report(told(3, "done"));
      return "made";
    });
    expect(result).toBe("made");
    expect(drawn).toContain("shop ░░░░░░░░░░░░ 1/2 step 1");
    expect(drawn).toContain("shop ░░░░░░░░░░░░ 1/2 step 1 it is UPDATING");
    const kept = drawn.join("").split("\n");
    expect(kept).toHaveLength(4);
    expect(kept[0]).toMatch(/shop ██████░░░░░░ 1\/2 step 1$/);
    expect(kept[1]).toMatch(/shop ████████████ 2\/2 step 2$/);
    expect(kept[2]).toMatch(/shop ████████████ 3\/3 step 3$/);
  });

  it("tells of each step where nobody sits", async () => {
    const { io, drawn } = surroundings(false);
    await withSteps("shop", io, async (report) => {
      for (const position of [1, 2])
        for (const state of ["sent", "waiting", "done"] as const) report(told(position, state));
    });
    expect(drawn.join("")).toBe("shop 1/2 step 1\nshop 2/2 step 2\n");
  });

  it("stops a bar whose work fails, and gives its error", async () => {
    const { io } = surroundings(true);
    const listeners = process.listenerCount("SIGINT");
    const failing = withSteps("shop", io, async (report) => {
      report(told(1, "sent"));
      throw new Error("refused");
    });
    await expect(failing).rejects.toThrow("refused");
    expect(process.listenerCount("SIGINT")).toBe(listeners);
  });

  it("shows a long work while it goes on, and nothing of a short one", async () => {
    const { io, drawn } = surroundings(true);
    await withProgress("Storing", 10, io, async (report) => report(10));
    expect(drawn).toEqual([]);
    await withProgress("Storing", 10, io, async (report) => {
      report(5);
      await new Promise((resolve) => setTimeout(resolve, 700));
    });
    expect(drawn.join("")).toContain(`Storing ${"█".repeat(15)}${"░".repeat(15)} 50%, 5 of 10`);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "lets %s end the process, with its cursor shown again",
    async (signal) => {
      const program = `
      import { withSteps } from "./codegen/cli/progress.ts";
      process.stderr.isTTY = true;
      const terminal = { input: process.stdin, output: process.stderr };
      const io = { stderr: process.stderr, stdout: process.stdout, colour: false, cwd: ".", terminal };
      await withSteps("shop", io, async (report) => {
        report({ step: { description: "one" }, position: 1, count: 1, state: "sent" });
        await new Promise((resolve) => setTimeout(resolve, 20_000));
      });
    `;
      const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
        cwd: root,
      });
      let text = "";
      child.stderr.on("data", (chunk) => {
        const begun = text.includes("1/1 one");
        text += String(chunk);
        if (!begun && text.includes("1/1 one")) child.kill(signal);
      });
      const ended = await new Promise((resolve) => {
        child.on("close", (code, by) => resolve({ code, by }));
      });
      expect(ended).toEqual({ code: null, by: signal });
      expect(text.lastIndexOf("\u001b[?25h")).toBeGreaterThan(text.lastIndexOf("\u001b[?25l"));
    },
  );
});
