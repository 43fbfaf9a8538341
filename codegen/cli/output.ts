import type { Writable } from "node:stream";

/**
 * Takes an output stream for a command alone. All that other code writes to it, such as `console.log` in a schema file, goes
 * to the stream for messages, so that JSON on the first one stays JSON. When its reader is gone (`monotable … | head -1`),
 * writing does nothing.
 */
export function claimOutput(stream: Writable, messages: Writable): { write(text: string): void } {
  const write = stream.write.bind(stream);
  stream.write = messages.write.bind(messages);
  for (const each of [stream, messages]) {
    each.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  return { write: (text) => void (stream.destroyed || write(text)) };
}

/** Resolves when all that was written to a stream has left the process, or its reader is gone. */
export function flush(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else {
      stream.once("drain", resolve);
      stream.once("close", resolve);
      stream.once("error", () => resolve());
    }
  });
}
