import type { Options, SingleBar } from "cli-progress";
import type { Progress } from "../deploy/plan.js";
import type { Io } from "./io.js";
import { coloursOf } from "./print.js";

/** Told how much of the work is done so far. */
export type Report = (count: number) => void;

/** The time before a bar is shown: shorter work ends before the bar could be read. */
const DELAY_MILLISECONDS = 500;

/**
 * Does long work, with a bar at the terminal that goes when the work has ended. Where nobody sits there, nothing is shown.
 *
 * @param total how much there is to do; `undefined` where that is not known: then what is done is counted
 */
export async function withProgress<Result>(
  label: string,
  total: number | undefined,
  io: Io,
  work: (report: Report) => Promise<Result>,
): Promise<Result> {
  const format =
    total === undefined
      ? `${label} {value}, {duration_formatted}`
      : `${label} {bar} {percentage}%, {value} of {total}, {eta_formatted} left`;
  const bar = await barOf(io, { format, clearOnComplete: true, barsize: 30 });
  if (bar === undefined) return work(() => {});
  let done = 0;
  const timer = setTimeout(() => bar.start(total ?? 0, done), DELAY_MILLISECONDS);
  const report = (count: number): void => {
    done = count;
    bar.update(count);
  };
  return stopping(bar, () => work(report).finally(() => clearTimeout(timer)));
}

/**
 * Does work in steps, each with a bar that stays when it is done. Where nobody sits at a terminal, a line tells of each
 * step that is begun.
 */
export async function withSteps<Result>(
  label: string,
  io: Io,
  work: (report: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  const format = `${label} {bar} {position}/{total} {description}{waiting}`;
  const bar = await barOf(io, { format, barsize: 12 });
  if (bar === undefined) {
    return work(({ step: { description }, position, count, state }) => {
      if (state === "sent") io.stderr.write(`${label} ${position}/${count} ${description}\n`);
    });
  }
  const { dim } = coloursOf(io);
  const report = ({ step: { description }, position, count, state, waitingFor }: Progress): void => {
    const done = state === "done" ? position : position - 1;
    const waiting = waitingFor === undefined ? "" : ` ${dim(waitingFor)}`;
    const shown = { position, description, waiting };
    // A plan may turn out longer than it was when it was made.
    if (state === "sent") bar.start(Math.max(position, count), done, shown);
    else bar.update(done, shown);
    if (state === "done") bar.stop();
  };
  return stopping(bar, () => work(report));
}

/** A bar at the terminal, if somebody sits there. */
async function barOf({ terminal, colour }: Io, options: Options): Promise<SingleBar | undefined> {
  if (terminal === undefined) return undefined;
  const { SingleBar } = await import("cli-progress");
  return new SingleBar({
    ...options,
    stream: terminal.output as NodeJS.WritableStream,
    barCompleteChar: "█",
    barIncompleteChar: colour ? "░" : "-",
    hideCursor: true,
    // It would take Ctrl-C, and the process would go on.
    gracefulExit: false,
  });
}

/** Stops a bar when the work has ended or is interrupted, so that the cursor does not stay hidden. */
async function stopping<Result>(bar: SingleBar, work: () => Promise<Result>): Promise<Result> {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const interrupted = (signal: NodeJS.Signals): void => {
    bar.stop();
    // As if nobody had listened, unless somebody else does.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  for (const signal of signals) process.once(signal, interrupted);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
    bar.stop();
  }
}
