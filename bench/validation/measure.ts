import { type Subject, subjects } from "./subjects.js";

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

function ways({ zod, monotable }: Subject): readonly [Way, Way] {
  return [zod, monotable];
}

// Each way is warm before any is measured, and knows all the shapes that it will be given.
const calls = subjects.map((subject) => ways(subject).map((way) => warm(way, subject.inputs)));
const samples = subjects.map(() => [] as (readonly [zod: number, monotable: number])[]);
for (let round = 0; round < ROUNDS; round += 1) {
  subjects.forEach((subject, at) => {
    const [zod, monotable] = ways(subject);
    const [zodCalls = 1, monotableCalls = 1] = calls[at] ?? [];
    const first = round % 2 === 0 ? time(zod, subject.inputs, zodCalls) : undefined;
    const own = time(monotable, subject.inputs, monotableCalls);
    samples[at]?.push([first ?? time(zod, subject.inputs, zodCalls), own]);
  });
}

const lines = subjects.map(({ name }, at) => {
  const all = samples[at] ?? [];
  const ratios = all.map(([zod, monotable]) => monotable / zod);
  const middle = (which: 0 | 1): number =>
    quantile(
      all.map((sample) => sample[which]),
      0.5,
    );
  const [low, mid, high] = [0.1, 0.5, 0.9].map((part) => quantile(ratios, part).toFixed(2));
  return `| ${name} | ${middle(0).toFixed(0)} ns | ${middle(1).toFixed(0)} ns | ${mid} (${low}–${high}) |`;
});
process.stdout.write(
  `| valid input | zod | monotable | ratio (10 % to 90 %) |\n| --- | --- | --- | --- |\n${lines.join("\n")}\n`,
);
