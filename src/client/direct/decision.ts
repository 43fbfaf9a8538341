import type { Context } from "./middleware.js";
import type { Credentials } from "./signature.js";

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
