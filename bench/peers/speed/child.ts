import type { Name } from "../contestants/contestant.js";
import { measureBytes } from "./bytes.js";
import { measureCpu } from "./cpu.js";
import { operations } from "./operations.js";

/** One measure in a process of its own, whose Node options suit it: what it saw goes to the parent. */
const { measure, only, peers, rounds } = JSON.parse(process.argv[2] ?? "") as {
  measure: "cpu" | "bytes";
  only: readonly string[];
  peers: readonly Name[];
  rounds: number;
};
// Not without its parent.
process.on("disconnect", () => process.exit(1));
const selection = { peers, rounds, operations: operations.filter(({ name }) => only.includes(name)) };
const measured = await { cpu: measureCpu, bytes: measureBytes }[measure](selection);
process.send?.(measured, () => process.exit());
