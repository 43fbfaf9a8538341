import { subjects } from "./subjects.js";

const ROUNDS = Number(process.argv[2] ?? 41);
/** Nanoseconds that each way runs before it is measured: by then all is compiled as well as it will be. */
const WARM_UP = 1_500_000_000;
/** Nanoseconds of a slice. */
const SLICE = 10_000_000;

type Way = (input: unknown) => unknown;

/** Nanoseconds of one call. */
function time(way: Way, inputs: readonly unknown[], calls: number): number {
  const start = process.hrtime.bigint();
  for (let call = 0; call < calls; call += 1)
    if (!way(inputs[call % inputs.length])) throw new Error("The input is not valid.");
  return Number(process.hrtime.bigint() - start) / calls;
}

/** Runs a way until it is warm, and gives how many calls make a slice. */
function warm(way: Way, inputs: readonly unknown[]): number {
  let cost = 1000;
  for (let spent = 0; spent < WARM_UP; ) {
    const calls = Math.max(1, Math.round(SLICE / cost));
    cost = time(way, inputs, calls);
    spent += cost * calls;
  }
  return Math.max(1, Math.round(SLICE / cost));
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
}

const WAYS = ["zod", "monotable"] as const;

// Each way is warm before any is measured, and knows all the shapes that it will be given.
const calls = subjects.map((subject) => WAYS.map((way) => warm(subject[way], subject.inputs)));
const samples = subjects.map(() => WAYS.map(() => [] as number[]));
for (let round = 0; round < ROUNDS; round += 1) {
  subjects.forEach((subject, at) => {
    // Each round begins with another way.
    for (let turn = 0; turn < WAYS.length; turn += 1) {
      const which = (round + turn) % WAYS.length;
      const way = subject[WAYS[which] ?? "zod"];
      samples[at]?.[which]?.push(time(way, subject.inputs, calls[at]?.[which] ?? 1));
    }
  });
}

const cells = (own: readonly number[], zod: readonly number[]): string => {
  const ratios = own.map((ns, round) => ns / (zod[round] ?? Number.NaN));
  const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => quantile(ratios, part).toFixed(2));
  return `${quantile(own, 0.5).toFixed(0)} ns | ${middle} (${low}–${high})`;
};
const lines = subjects.map(({ name }, at) => {
  const [zod = [], monotable = []] = samples[at] ?? [];
  return `| ${name} | ${quantile(zod, 0.5).toFixed(0)} ns | ${cells(monotable, zod)} |`;
});
const header = "| valid input | zod | monotable | to zod (10 % to 90 %) |";
process.stdout.write(`${header}\n| --- | --- | --- | --- |\n${lines.join("\n")}\n`);
