import type { Io } from "./io.js";

/** Told how much of the work is done so far. */
export type Report = (count: number) => void;

/** Shorter than this, work is done before a bar could be read. In milliseconds. */
const DELAY = 500;

/**
 * Does long work, with a bar at the terminal that goes when the work has ended. Where nobody sits there, nothing is shown.
 *
 * @param total how much there is to do; `undefined` where that is not known: then what is done is counted
 */
export async function withProgress<Result>(
  label: string,
  total: number | undefined,
  { terminal, colour }: Io,
  work: (report: Report) => Promise<Result>,
): Promise<Result> {
  if (terminal === undefined) return work(() => {});
  const { SingleBar } = await import("cli-progress");
  const format =
    total === undefined
      ? `${label} {value}, {duration_formatted}`
      : `${label} {bar} {percentage}%, {value} of {total}, {eta_formatted} left`;
  const bar = new SingleBar({
    format,
    stream: terminal.output as NodeJS.WritableStream,
    barCompleteChar: "█",
    barIncompleteChar: colour ? "░" : "-",
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
    // Ctrl-C ends the process as ever; without this it would leave the cursor hidden.
    gracefulExit: true,
  });
  let done = 0;
  const timer = setTimeout(() => bar.start(total ?? 0, done), DELAY);
  try {
    return await work((count) => {
      done = count;
      if (bar.isActive) bar.update(count);
    });
  } finally {
    clearTimeout(timer);
    if (bar.isActive) bar.stop();
  }
}
