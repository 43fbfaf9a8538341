import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import type { Args, Context, Handler, Middleware } from "./middleware.js";

/** What of a client's configuration the SDK's decisions depend on. */
export interface DecisionConfig {
  region(): Promise<string>;
  credentials(options: object): Promise<Credentials & { readonly accountId?: string }>;
  useFipsEndpoint(): Promise<boolean>;
  useDualstackEndpoint(): Promise<boolean>;
  accountIdEndpointMode?(): Promise<string>;
  readonly isCustomEndpoint?: boolean;
  readonly endpoint?: () => Promise<Readonly<Record<"protocol" | "hostname" | "port" | "path", unknown>>>;
  readonly signer: unknown;
  readonly endpointProvider: unknown;
  readonly httpAuthSchemes: unknown;
  readonly httpAuthSchemeProvider: unknown;
  readonly retryStrategy: unknown;
  readonly customUserAgent?: unknown;
  readonly userAgentAppId: unknown;
}

/** A context with what the SDK keeps in it for itself. */
export interface WholeContext extends Context {
  __smithy_context: InnerContext;
  readonly userAgent?: unknown;
  readonly __aws_sdk_context?: unknown;
}

interface InnerContext {
  selectedHttpAuthScheme?: Scheme;
  features?: Readonly<Record<string, string>>;
}

/** How a request is signed. */
interface Scheme {
  readonly identity: Credentials;
  readonly signer: unknown;
  readonly httpAuthOption: {
    readonly schemeId: string;
    readonly signingProperties?: Readonly<Record<string, unknown>>;
  };
}

/** What a decision is made of. Rejects with what the SDK rejects with, which asks for the same. */
export async function basisOf(config: DecisionConfig): Promise<readonly unknown[]> {
  const region = await config.region();
  const identity = await config.credentials({});
  const endpoint = config.isCustomEndpoint === true ? await config.endpoint?.() : undefined;
  return [
    region,
    identity,
    identity.accessKeyId,
    identity.secretAccessKey,
    identity.sessionToken,
    identity.accountId,
    endpoint?.protocol,
    endpoint?.hostname,
    endpoint?.port,
    endpoint?.path,
    await config.useFipsEndpoint(),
    await config.useDualstackEndpoint(),
    await config.accountIdEndpointMode?.(),
    config.endpointProvider,
    config.httpAuthSchemes,
    config.httpAuthSchemeProvider,
    config.signer,
    config.retryStrategy,
    config.customUserAgent,
    config.userAgentAppId,
  ];
}

export function isSameBasis(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.every((part, position) => part === other[position]);
}

/** What the SDK decided for a request, and decides again for each as long as its basis is the same. */
export interface Decision {
  readonly basis: readonly unknown[];
  readonly scheme: Scheme;
  readonly outer: object;
  readonly features: InnerContext["features"];
  /** The headers that name the SDK, its version and its features in use. */
  agent?: Readonly<Record<string, string>> | undefined;
  /** The configuration by whose signer the SDK signs from now on. */
  config?: object;
}

/** Puts into the context of another request what the SDK would. */
export function restore({ scheme, outer, features, config }: Decision, context: WholeContext): void {
  const { identity, signer, httpAuthOption } = scheme;
  const signingProperties = { ...httpAuthOption.signingProperties, context, config };
  Object.assign(context, outer);
  context.__smithy_context.selectedHttpAuthScheme = {
    identity,
    signer,
    httpAuthOption: { ...httpAuthOption, signingProperties },
  };
  if (features !== undefined) context.__smithy_context.features = { ...features };
}

const KNOWN: ReadonlySet<string> = new Set([
  "endpointV2",
  "authSchemes",
  "signing_region",
  "signing_service",
  "selectedHttpAuthScheme",
  "features",
]);

/** What the SDK put into a context since a moment before; `undefined` unless all of it is known here. */
export function decisionIn(
  context: WholeContext,
  before: { readonly outer: object; readonly inner: object },
  basis: readonly unknown[],
): Decision | undefined {
  const outer: Partial<Context> = changes(context, before.outer);
  const inner: InnerContext = changes(context.__smithy_context, before.inner);
  const { selectedHttpAuthScheme: scheme, features } = inner;
  const isKnown = [...Object.keys(outer), ...Object.keys(inner)].every((name) => KNOWN.has(name));
  if (!isKnown || "features" in before.inner || outer.endpointV2 === undefined) return undefined;
  // Headers of an endpoint may be meant for one request.
  if (Object.keys(outer.endpointV2.headers ?? {}).length > 0) return undefined;
  if (scheme?.httpAuthOption.schemeId !== "aws.auth#sigv4") return undefined;
  return { basis, scheme, outer, features: features && { ...features } };
}

function changes(now: object, before: object): object {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => old.get(name) !== value));
}

/** Whether a table is named with its account: then the SDK may choose the account's own endpoint. */
export function isTiedToAccount(input: object): boolean {
  const { TableName, RequestItems, TransactItems } = input as {
    readonly TableName?: unknown;
    readonly RequestItems?: object;
    readonly TransactItems?: readonly Readonly<
      Record<string, { readonly TableName?: unknown } | undefined>
    >[];
  };
  if (TableName !== undefined) return isArn(TableName);
  if (RequestItems !== undefined) return Object.keys(RequestItems).some(isArn);
  return TransactItems?.some((each) => Object.values(each).some((part) => isArn(part?.TableName))) ?? false;
}

function isArn(name: unknown): boolean {
  return typeof name === "string" && name.startsWith("arn:");
}

/** What is signed of a request: one to the path `/`, without a query. */
export interface Signable {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a signature is for. */
export interface Scope {
  readonly region: string;
  readonly service: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** Headers that proxies change on the way, as the SDK lists them. */
const UNSIGNED =
  /^(?:authorization|cache-control|connection|expect|from|keep-alive|max-forwards|pragma|referer|te|trailer|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|proxy-.*|sec-.*)$/;

/** Those that a signature makes anew. */
const MADE = /^(?:authorization|x-amz-date|date)$/i;

/**
 * The headers of a request with those of its signature (AWS Signature Version 4): the same headers as of the SDK's
 * signer, each of which is signed that the SDK signs.
 */
export function withSignature(
  { headers, body }: Signable,
  credentials: Credentials,
  { region, service }: Scope,
  date: Date,
): Record<string, string> {
  const signed: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined && !MADE.test(name)) signed[name] = value;
  }
  const time = timeText(date);
  signed["x-amz-date"] = time;
  if (credentials.sessionToken) signed["x-amz-security-token"] = credentials.sessionToken;
  signed["x-amz-content-sha256"] ??= hash("sha256", body, "hex");

  const [names, lines] = canonical(signed);
  const request = `POST\n/\n\n${lines}\n${names}\n${signed["x-amz-content-sha256"]}`;
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = `${ALGORITHM}\n${time}\n${scope}\n${hash("sha256", request, "hex")}`;
  const signature = createHmac("sha256", keyOf(credentials, scope)).update(text).digest("hex");
  signed["authorization"] =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return signed;
}

/** The headers of the last request, and which of them are signed, by their names in lower case. */
let last: readonly [given: readonly string[], signed: readonly (readonly [string, string])[]] = [[], []];

/**
 * The names of the headers that are signed, and a line for each of them, both in the order of the names: most requests
 * have the same headers, which are not put into this order again.
 */
function canonical(headers: Readonly<Record<string, string>>): [names: string, lines: string] {
  const given = Object.keys(headers);
  if (given.length !== last[0].length || given.some((header, at) => header !== last[0][at])) {
    const byName = new Map(given.map((header) => [header.toLowerCase(), header]));
    const signed = [...byName].filter(([name]) => !UNSIGNED.test(name));
    last = [given, signed.sort(([one], [other]) => (one < other ? -1 : 1))];
  }
  let names = "";
  let lines = "";
  for (const [name, header] of last[1]) {
    names += names === "" ? name : `;${name}`;
    lines += `${name}:${withoutSpaces(headers[header] ?? "")}\n`;
  }
  return [names, lines];
}

function withoutSpaces(value: string): string {
  if (!/[\r\n\t]| {2}|^ | $/.test(value)) return value;
  return value
    .replace(/[\r\n]/g, " ")
    .replace(/[ \t]+/g, " ")
    .replace(/^ | $/g, "");
}

let lastSecond = Number.NaN;

let lastTime = "";

/** As in `20260102T030405Z`. */
function timeText(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== lastSecond) {
    lastTime = `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    lastSecond = second;
  }
  return lastTime;
}

let lastKey: { readonly secret: string; readonly scope: string; readonly key: KeyObject } | undefined;

/** The key of a day: it changes with the scope, and most programs have one. */
function keyOf({ secretAccessKey: secret }: Credentials, scope: string): KeyObject {
  if (lastKey?.secret !== secret || lastKey.scope !== scope) {
    let key: Buffer | string = `AWS4${secret}`;
    for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
    lastKey = { secret, scope, key: createSecretKey(key as Buffer) };
  }
  return lastKey.key;
}

/** A request of HTTP, as the SDK's middleware has it. */
export interface HttpRequest extends Signable {
  readonly method: string;
  readonly path: string;
  readonly query?: object;
}

interface Signer {
  sign(request: HttpRequest, options: SigningOptions): Promise<HttpRequest>;
}

interface SigningOptions {
  readonly signingDate?: Date;
  readonly signingRegion?: string;
  readonly signingService?: string;
}

/** What of a client's configuration makes signatures. */
export interface SigningConfig extends DecisionConfig {
  signer(scheme: unknown): Promise<Signer>;
  systemClockOffset: number;
}

export function copyOf(request: HttpRequest): HttpRequest {
  return { ...request, headers: { ...request.headers } };
}

/** What the SDK's signature of a request is for, if it is the same that is made here; `undefined` if it is another. */
export function isProven(
  unsigned: HttpRequest,
  { headers }: HttpRequest,
  credentials: Credentials,
): Scope | undefined {
  const [, region, service] =
    /Credential=[^,]*\/([^/,]+)\/([^/,]+)\/aws4_request,/.exec(headers["authorization"] ?? "") ?? [];
  if (region === undefined || service === undefined || !isOrdinary(unsigned)) return undefined;
  const scope = { region, service };
  const ours = withSignature(unsigned, credentials, scope, dateOf(headers["x-amz-date"]));
  const names = Object.keys(headers);
  const isSame =
    names.length === Object.keys(ours).length && names.every((name) => ours[name] === headers[name]);
  return isSame ? scope : undefined;
}

/**
 * The configuration for the SDK's own signing, but for the signer: it corrects the clock and learns it as ever. What is
 * out of the ordinary is left to the SDK's signer.
 */
export function signingConfig(config: SigningConfig, credentials: Credentials, scope: Scope): SigningConfig {
  const signerOf = async (scheme: unknown): Promise<Signer> => ({
    async sign(request, options) {
      const {
        signingDate = new Date(),
        signingRegion = scope.region,
        signingService = scope.service,
      } = options;
      const isSame =
        signingRegion === scope.region &&
        signingService === scope.service &&
        // An attempt may come long after the one before.
        (await config.credentials({})) === credentials;
      if (!isSame || !isOrdinary(request)) return (await config.signer(scheme)).sign(request, options);
      const Request = request.constructor as new (parts: object) => HttpRequest;
      return new Request({ ...request, headers: withSignature(request, credentials, scope, signingDate) });
    },
  });
  return Object.create(config, {
    signer: { value: signerOf },
    systemClockOffset: {
      get: () => config.systemClockOffset,
      set: (offset: number) => {
        config.systemClockOffset = offset;
      },
    },
  }) as SigningConfig;
}

function isOrdinary({ method, path, query = {}, body }: HttpRequest): boolean {
  return (
    method === "POST" &&
    path === "/" &&
    Object.keys(query).length === 0 &&
    (typeof body === "string" || body instanceof Uint8Array)
  );
}

/** The time of a text as `20260102T030405Z`. */
function dateOf(text = ""): Date {
  return new Date(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

/** The SDK's middleware that is spared. */
export const SPARED = {
  scheme: "httpAuthSchemeMiddleware",
  endpoint: "endpointV2Middleware",
  agent: "getUserAgentMiddleware",
  signing: "httpSigningMiddleware",
} as const;

/**
 * Spares the SDK what it decides anew for each request of an operation: endpoint, kind of signature and user agent; and
 * makes the signature at less cost. The first request goes the SDK's whole way. If its signature is what is computed
 * here, header by header, later ones go the short way as long as credentials, region and endpoint stay.
 */
export interface Replay {
  readonly config: SigningConfig;
  decision?: Decision;
  /** The SDK signs otherwise: by a signer of one's own, by another kind of signature. */
  isRefused?: true;
}

/** One request. */
export class Turn {
  readonly #replay: Replay;
  readonly #context: WholeContext;
  /** What the SDK decided before, and would again. */
  #held: Decision | undefined;
  /** What it decides for this request, if it can be held. */
  #made: Decision | undefined;
  #below: Handler | undefined;
  #capture: (() => void) | undefined;

  constructor(replay: Replay, context: Context) {
    this.#replay = replay;
    this.#context = context as WholeContext;
  }

  /** Puts middleware of the client before a handler, or what spares it. */
  put(name: string | undefined, middleware: Middleware, next: Handler): Handler {
    switch (name) {
      case SPARED.endpoint:
        this.#below = next;
        return middleware((args) => {
          this.#capture?.();
          return next(args);
        }, this.#context);
      case SPARED.scheme:
        return this.#decide(middleware(next, this.#context));
      case SPARED.agent:
        return this.#nameAgent(middleware, next);
      case SPARED.signing:
        return this.#sign(middleware, next);
      default:
        return middleware(next, this.#context);
    }
  }

  /** Endpoint and kind of signature. */
  #decide(whole: Handler): Handler {
    return async (args) => {
      const { config, decision, isRefused } = this.#replay;
      const below = this.#below;
      if (isRefused || below === undefined || isTiedToAccount(args.input)) return whole(args);
      const basis = await basisOf(config);
      const context = this.#context;
      if (decision !== undefined && isSameBasis(decision.basis, basis)) {
        this.#held = decision;
        restore(decision, context);
        return below(args);
      }
      const before = { outer: { ...context }, inner: { ...context.__smithy_context } };
      this.#capture = () => {
        this.#made = decisionIn(context, before, basis);
      };
      return whole(args);
    };
  }

  #nameAgent(middleware: Middleware, next: Handler): Handler {
    const context = this.#context;
    return (args) => {
      const { headers } = args.request as HttpRequest;
      // Nothing was added to it for this request alone.
      const isPlain =
        context.userAgent === undefined &&
        context.__aws_sdk_context === undefined &&
        headers["user-agent"] === undefined &&
        headers["x-amz-user-agent"] === undefined;
      const agent = this.#held?.agent;
      if (isPlain && agent !== undefined) {
        Object.assign(headers, agent);
        return next(args);
      }
      const made = isPlain ? this.#made : undefined;
      const noted = (given: Args) => {
        if (made !== undefined) made.agent = agentOf(given.request as HttpRequest);
        return next(given);
      };
      return middleware(noted, context)(args);
    };
  }

  /** The SDK's middleware asks the signer, which is ours on the short way; on the whole way it is compared with ours. */
  #sign(middleware: Middleware, next: Handler): Handler {
    const short = middleware(next, this.#context);
    return (args) => {
      const made = this.#made;
      this.#made = undefined;
      if (made === undefined) return short(args);
      const unsigned = copyOf(args.request as HttpRequest);
      const proving = async (given: Args) => {
        await this.#prove(made, unsigned, given.request as HttpRequest);
        return next(given);
      };
      return middleware(proving, this.#context)(args);
    };
  }

  async #prove(made: Decision, unsigned: HttpRequest, signed: HttpRequest): Promise<void> {
    const replay = this.#replay;
    if (made.agent === undefined) return;
    const scope = isProven(unsigned, signed, made.scheme.identity);
    if (scope === undefined) {
      replay.isRefused = true;
    } else if (isSameBasis(made.basis, await basisOf(replay.config))) {
      made.config = signingConfig(replay.config, made.scheme.identity, scope);
      replay.decision = made;
    }
  }
}

function agentOf({ headers }: HttpRequest): Readonly<Record<string, string>> | undefined {
  const { "user-agent": agent, "x-amz-user-agent": own } = headers;
  return agent === undefined || own === undefined
    ? undefined
    : { "x-amz-user-agent": own, "user-agent": agent };
}
