import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { credentials, EMPTY, type Recorded, type Wire } from "./wire.js";

type Message = { readonly port: number } | { readonly done: true } | Recorded;

/** A server on this machine that has the answer at hand: sockets are real, DynamoDB's own work is not. */
export async function loopback(): Promise<Wire> {
  // Beside the sources, also when this file is a part of the bundle.
  const file = fileURLToPath(new URL("../speed/loopback-server.mjs", import.meta.url));
  const server = fork(file, [], { serialization: "advanced", execArgv: [] });
  let recorded: Recorded[] = [];
  let port = 0;
  let done = () => {};
  server.on("message", (message: Message) => {
    if ("target" in message) recorded.push(message);
    else if ("done" in message) done();
    else port = message.port;
  });
  while (port === 0) await once(server, "message");
  const tell = (answer: Uint8Array, recording: boolean) =>
    new Promise<void>((resolve) => {
      done = resolve;
      server.send({ answer, recording });
    });
  return {
    config: { region: "us-east-1", credentials, endpoint: `http://127.0.0.1:${port}` },
    use: (answer) => tell(answer, false),
    async record(run, answer = EMPTY) {
      await tell(answer, true);
      recorded = [];
      await run();
      // What was recorded comes before the next acknowledgement.
      await tell(EMPTY, false);
      return recorded;
    },
    close: () => void server.disconnect(),
  };
}
