import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { getItem, query } from "../../../../src/client/actions.js";
import { openTransport } from "../../../../src/client/open-transport.js";
import { withSignature } from "../../../../src/client/signing/signature.js";
import { type Attempt, failure, scriptedClient } from "../../../support/scripted-client.js";

const sending = () => ({ attempts: { count: 0, errors: [], observed: false }, options: undefined });
const INPUT = { TableName: "app", Key: { pk: "é😀" } };

type Scripted = ReturnType<typeof scriptedClient>;

/** What the SDK's own signer makes of a request without its signature, at the same time. */
async function signedBySdk({ client }: Scripted, headers: Readonly<Record<string, string>>, body: string) {
  const { authorization: _, "x-amz-date": time = "", "x-amz-security-token": __, ...unsigned } = headers;
  const { protocol, signer } = client.config as unknown as {
    protocol: { getRequestType(): new (parts: object) => object };
    signer(): Promise<{
      sign(request: object, options: object): Promise<{ headers: Record<string, string> }>;
    }>;
  };
  const Request = protocol.getRequestType();
  const request = new Request({ method: "POST", hostname: "x", path: "/", headers: unsigned, body });
  const signingDate = new Date(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  return (await (await signer()).sign(request, { signingDate })).headers;
}

const CREDENTIALS = {
  plain: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret/+=" },
  session: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "é", sessionToken: "token/+=".repeat(50) },
};

describe.each(Object.entries(CREDENTIALS))("with %s credentials", (_, credentials) => {
  it("every request has the signature that the SDK's signer makes of it", async () => {
    const scripted = scriptedClient({ credentials });
    const transport = openTransport(scripted.client, { send: "direct" });
    for (let index = 0; index < 4; index += 1) await transport.send(getItem, INPUT, sending());
    for (const { headers, body } of scripted.attempts()) {
      expect(await signedBySdk(scripted, headers, body)).toEqual(headers);
    }
  });

  it("any headers and any body are signed as by the SDK's signer", async () => {
    const scripted = scriptedClient({ credentials });
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", " ", "\t", "\r", "\n", ",", "é") }),
      fc.string(),
    );
    const name = fc.oneof(
      fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,9}$/),
      fc.constantFrom("User-Agent", "x-amzn-trace-id", "proxy-x", "sec-fetch", "TE", "Authorization", "date"),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, value, { maxKeys: 6 }),
        fc.string({ unit: "grapheme" }),
        fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
        async (headers, body, date) => {
          const own = Object.keys(headers).map((each) => each.toLowerCase());
          fc.pre(new Set(own).size === own.length);
          const scope = { region: "eu-west-1", service: "dynamodb" };
          const ours = withSignature({ headers, body }, credentials, scope, date);
          const given = { ...headers, "x-amz-date": ours["x-amz-date"] ?? "" };
          expect(await signedBySdk(scripted, given, body)).toEqual(ours);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Counts how often the SDK's own signer is asked. */
function counting(config: DynamoDBClientConfig = {}) {
  const scripted = scriptedClient(config);
  const own = scripted.client.config as unknown as { signer: (scheme: unknown) => Promise<unknown> };
  const { signer } = own;
  const counted = { signed: 0 };
  own.signer = (scheme) => {
    counted.signed += 1;
    return signer(scheme);
  };
  return { ...scripted, counted, transport: openTransport(scripted.client, { send: "direct" }) };
}

const scopeOf = ({ headers }: Attempt) => /Credential=([^,]+)/.exec(headers["authorization"] ?? "")?.[1];

describe("the SDK's signer", () => {
  it("is asked once for each operation, as long as its signature is ours", async () => {
    const { transport, counted } = counting();
    for (let index = 0; index < 5; index += 1) await transport.send(getItem, INPUT, sending());
    expect(counted.signed).toBe(1);
    for (let index = 0; index < 5; index += 1) await transport.send(query, { TableName: "app" }, sending());
    expect(counted.signed).toBe(2);
  });

  it("is asked for every request if it is one's own", async () => {
    const signer = {
      sign: async (request: { headers: Record<string, string> }) => ({
        ...request,
        headers: { ...request.headers, authorization: "mine" },
      }),
    };
    const { client, attempts } = scriptedClient({ signer: signer as never });
    const transport = openTransport(client, { send: "direct" });
    for (let index = 0; index < 3; index += 1) await transport.send(getItem, INPUT, sending());
    expect(attempts().map(({ headers }) => headers["authorization"])).toEqual(["mine", "mine", "mine"]);
  });

  it("is asked again for other credentials, and for a secret that changed", async () => {
    const credentials = { accessKeyId: "A", secretAccessKey: "s" };
    const { transport, counted, client, attempts } = counting({ credentials });
    const get = () => transport.send(getItem, INPUT, sending());
    await get();
    await get();
    credentials.secretAccessKey = "t";
    await get();
    await get();
    expect(counted.signed).toBe(2);
    client.config.credentials = async () => ({ accessKeyId: "B", secretAccessKey: "u" });
    await get();
    await get();
    expect(counted.signed).toBe(3);
    expect(attempts().map((each) => scopeOf(each)?.split("/")[0])).toEqual(["A", "A", "A", "A", "B", "B"]);
  });

  it("is asked for what is sent to a path or with a query", async () => {
    const { transport, counted, client } = counting();
    const get = () => transport.send(getItem, INPUT, sending());
    await get();
    await get();
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { query: object }).query = { a: "1" };
        return next(args);
      },
      { step: "build", name: "query" },
    );
    await get();
    await get();
    expect(counted.signed).toBe(3);
  });
});

describe('signing: "sdk"', () => {
  it("lets the SDK's signer sign every request, with the same body and the same headers", async () => {
    const one = counting();
    const transport = openTransport(one.client, { send: "direct", signing: "sdk" });
    for (let index = 0; index < 5; index += 1) await transport.send(getItem, INPUT, sending());
    expect(one.counted.signed).toBe(5);
    const attempts = one.attempts();
    for (const { headers, body } of attempts) expect(await signedBySdk(one, headers, body)).toEqual(headers);

    one.counted.signed = 0;
    for (let index = 0; index < 5; index += 1) await one.transport.send(getItem, INPUT, sending());
    expect(one.counted.signed).toBe(1);
    const constant = ({ headers, ...attempt }: Attempt) => ({
      ...attempt,
      headers: Object.keys(headers).sort(),
      agent: headers["user-agent"],
    });
    expect(one.attempts().map(constant)).toEqual(attempts.map(constant));
  });

  it("gives the same answers and errors", async () => {
    const { client, reply } = scriptedClient({ maxAttempts: 1 });
    const [mine, sdk] = [{}, { signing: "sdk" } as const].map((options) => openTransport(client, options));
    reply({ body: { Item: { pk: { S: "a" }, n: { N: "7" } } } });
    for (const transport of [mine, sdk]) {
      expect(await transport?.send(getItem, INPUT, sending())).toMatchObject({ Item: { pk: "a", n: 7 } });
    }
    reply(failure(400, "ThrottlingException"));
    for (const transport of [mine, sdk]) {
      await expect(transport?.send(getItem, INPUT, sending())).rejects.toMatchObject({
        name: "ThrottlingException",
        $metadata: { httpStatusCode: 400 },
      });
    }
  });

  it("is the only value of the option", () => {
    const { client } = scriptedClient();
    expect(() => openTransport(client, { signing: "none" as never })).toThrowError(
      expect.objectContaining({ code: "InvalidOptions", message: expect.stringContaining('not "none"') }),
    );
  });
});
