import type { Context } from "../middleware.js";
import type { Credentials } from "./signature.js";

/** An endpoint as a client's configuration has it. */
type ConfiguredEndpoint = Readonly<Record<"protocol" | "hostname" | "port" | "path", unknown>> & {
  readonly url?: { readonly href: string };
};

/** The parts of a client's configuration that the SDK chooses endpoint, kind of signature and user agent by. */
export interface AuthConfig {
  region(): Promise<string>;
  credentials(options: object): Promise<Credentials & { readonly accountId?: string }>;
  useFipsEndpoint(): Promise<boolean>;
  useDualstackEndpoint(): Promise<boolean>;
  accountIdEndpointMode?(): Promise<string>;
  readonly isCustomEndpoint?: boolean;
  readonly endpoint?: () => Promise<ConfiguredEndpoint>;
  readonly signer: unknown;
  readonly endpointProvider: unknown;
  readonly httpAuthSchemes: unknown;
  readonly httpAuthSchemeProvider: unknown;
  readonly retryStrategy: unknown;
  readonly customUserAgent?: unknown;
  readonly userAgentAppId: unknown;
}

/** The context of a request with the parts that the SDK keeps in it for itself. */
export interface AuthContext extends Context {
  __smithy_context: InnerContext;
  readonly userAgent?: unknown;
  readonly __aws_sdk_context?: unknown;
}

interface InnerContext {
  selectedHttpAuthScheme?: AuthScheme;
  features?: Readonly<Record<string, string>>;
}

/** The kind of signature of a request, and the credentials for it. */
interface AuthScheme {
  readonly identity: Credentials;
  readonly signer: unknown;
  readonly httpAuthOption: {
    readonly schemeId: string;
    readonly signingProperties?: Readonly<Record<string, unknown>>;
  };
}

/** Returns all that a {@link ResolvedAuth} depends on. Rejects with the SDK's error where one of it is not available. */
export async function cacheKeyOf(config: AuthConfig): Promise<readonly unknown[]> {
  const region = await config.region();
  const identity = await config.credentials({});
  const { endpoint: configured } = config;
  const endpoint = typeof configured === "function" ? await configured() : configured;
  return [
    region,
    identity,
    identity.accessKeyId,
    identity.secretAccessKey,
    identity.sessionToken,
    identity.accountId,
    config.isCustomEndpoint,
    endpoint?.protocol,
    endpoint?.hostname,
    endpoint?.port,
    endpoint?.path,
    endpoint?.url?.href,
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

export function isSameCacheKey(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.every((part, position) => part === other[position]);
}

/** The endpoint, the kind of signature and the user agent that the SDK chose for a request of an operation. */
export interface ResolvedAuth {
  readonly cacheKey: readonly unknown[];
  readonly scheme: AuthScheme;
  /** The fields of the context of a request. */
  readonly fields: object;
  readonly features: InnerContext["features"];
  /** The headers that name the SDK, its version and the features in use. */
  agent?: Readonly<Record<string, string>> | undefined;
  /** The configuration by whose signer the SDK signs from now on. */
  config?: object;
}

/** Puts into the context of another request what the SDK would. */
export function restoreAuth({ scheme, fields, features, config }: ResolvedAuth, context: AuthContext): void {
  const { identity, signer, httpAuthOption } = scheme;
  const signingProperties = { ...httpAuthOption.signingProperties, context, config };
  Object.assign(context, fields);
  context.__smithy_context.selectedHttpAuthScheme = {
    identity,
    signer,
    httpAuthOption: { ...httpAuthOption, signingProperties },
  };
  if (features !== undefined) context.__smithy_context.features = { ...features };
}

/** The fields of a context that {@link restoreAuth} can set. */
const CONTEXT_FIELDS: ReadonlySet<string> = new Set([
  "endpointV2",
  "authSchemes",
  "signing_region",
  "signing_service",
  "selectedHttpAuthScheme",
  "features",
]);

/** A copy of the fields of a context. */
export interface ContextFields {
  readonly outer: object;
  readonly inner: object;
}

export function fieldsOf(context: AuthContext): ContextFields {
  return { outer: { ...context }, inner: { ...context.__smithy_context } };
}

/** Returns what the SDK put into a context since `before`; `undefined` if there is anything that cannot be restored. */
export function resolvedAuthIn(
  context: AuthContext,
  before: ContextFields,
  cacheKey: readonly unknown[],
): ResolvedAuth | undefined {
  const outer: Partial<Context> = changedFields(context, before.outer);
  const inner: InnerContext = changedFields(context.__smithy_context, before.inner);
  const { selectedHttpAuthScheme: scheme, features } = inner;
  const canBeRestored = [...Object.keys(outer), ...Object.keys(inner)].every((name) =>
    CONTEXT_FIELDS.has(name),
  );
  if (!canBeRestored || "features" in before.inner || outer.endpointV2 === undefined) return undefined;
  // Headers of an endpoint may be meant for one request.
  if (Object.keys(outer.endpointV2.headers ?? {}).length > 0) return undefined;
  if (scheme?.httpAuthOption.schemeId !== "aws.auth#sigv4") return undefined;
  return { cacheKey, scheme, fields: outer, features: features && { ...features } };
}

function changedFields(now: object, before: object): object {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => old.get(name) !== value));
}

/** Returns true if a request names a table with its account: then the SDK may choose the account's own endpoint. */
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
