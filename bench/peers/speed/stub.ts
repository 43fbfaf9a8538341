import { credentials, EMPTY, HEADERS, type Recorded, type Wire } from "./wire.js";

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The network removed: a request handler that has the answer at hand. All else is the SDK's own. */
export function stub(): Wire {
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
      // A view of its own for each answer: the SDK changes the prototype of what it is given.
      const copy = new Uint8Array(current.buffer, current.byteOffset, current.byteLength);
      const length = `${current.byteLength}`;
      return { response: { statusCode: 200, headers: { ...HEADERS, "content-length": length }, body: copy } };
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
