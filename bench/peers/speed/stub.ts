import { Readable } from "node:stream";
import { credentials, EMPTY, HEADERS, type Recorded, type Wire } from "./wire.js";

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What a read of a socket gives at the most. */
const CHUNK = 65_536;

/** The network removed: a request handler that has the answer at hand. All else is the SDK's own. */
export function stub(bodyOf: (answer: Uint8Array) => unknown = whole): Wire {
  let current = EMPTY;
  let recorded: Recorded[] | undefined;
  const requestHandler = {
    metadata: { handlerProtocol: "http/1.1" },
    async handle({ headers, body }: Sent) {
      if (recorded !== undefined) {
        const target = headers["x-amz-target"] ?? headers["X-Amz-Target"] ?? "";
        recorded.push({
          target,
          body:
            typeof body === "string"
              ? body
              : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString(),
        });
      }
      const responseHeaders = { ...HEADERS, "content-length": `${current.byteLength}` };
      return { response: { statusCode: 200, headers: responseHeaders, body: bodyOf(current) } };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
  return {
    // The shape of a handler is all that the SDK asks for.
    config: { region: "us-east-1", credentials, requestHandler: requestHandler as never },
    async use(answer) {
      current = answer;
    },
    async record(run, answer = EMPTY) {
      current = answer;
      recorded = [];
      await run();
      const requests = recorded;
      recorded = undefined;
      return requests;
    },
    close() {},
  };
}

/** A view of its own for each answer: the SDK changes the prototype of what it is given. */
function whole({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Bytes that come as from a socket: each chunk is new, and nobody holds it but who takes it. */
export function streamed(answer: Uint8Array): Readable {
  let at = 0;
  return new Readable({
    read() {
      const chunk = answer.subarray(at, at + CHUNK);
      at += chunk.length;
      this.push(chunk.length === 0 ? null : Buffer.from(chunk));
    },
  });
}
