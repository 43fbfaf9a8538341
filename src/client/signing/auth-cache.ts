import type { Args, Context, Handler, Middleware } from "../middleware.js";
import { copyOf, type HttpRequest, provenScope, type SigningConfig, signingConfig } from "./proof.js";
import {
  type AuthContext,
  cacheKeyOf,
  fieldsOf,
  isSameCacheKey,
  isTiedToAccount,
  type ResolvedAuth,
  resolvedAuthIn,
  restoreAuth,
} from "./resolved-auth.js";

/** The SDK's middleware whose results are cached. */
export const CACHED_MIDDLEWARE = {
  scheme: "httpAuthSchemeMiddleware",
  endpoint: "endpointV2Middleware",
  agent: "getUserAgentMiddleware",
  signing: "httpSigningMiddleware",
} as const;

/**
 * Keeps what the SDK chooses again for each request of an operation: endpoint, kind of signature and user agent. It also
 * computes the signature, at less cost than the SDK. The first request takes the SDK's whole path. If its signature is the
 * one that is computed here, header by header, later requests take the short path, as long as credentials, region and
 * endpoint stay the same.
 */
export class AuthCache {
  readonly config: SigningConfig;
  resolved?: ResolvedAuth;
  /** The SDK signs every request: the client has a signer of its own, or another kind of signature. */
  isDisabled = false;

  constructor(config: SigningConfig) {
    this.config = config;
  }

  /**
   * Looks at the order of a client's middleware, from the innermost to the outermost: what stands between the middleware
   * for the endpoint and for the kind of signature would be left out too.
   */
  checkOrder(names: readonly (string | undefined)[]): void {
    const endpoint = names.indexOf(CACHED_MIDDLEWARE.endpoint);
    if (endpoint < 0 || names[endpoint + 1] !== CACHED_MIDDLEWARE.scheme) this.isDisabled = true;
  }

  /** Begins a request. */
  request(context: Context): RequestPipeline {
    return new RequestPipeline(this, context as AuthContext);
  }
}

/** The middleware of one request, some of it replaced by what the cache has. */
class RequestPipeline {
  readonly #cache: AuthCache;
  readonly #context: AuthContext;
  /** The cached choice of the SDK, if it is that of this request. */
  #cached: ResolvedAuth | undefined;
  /** The choice of the SDK for this request, if it can be cached. */
  #resolved: ResolvedAuth | undefined;
  #afterEndpoint: Handler | undefined;
  #capture: (() => void) | undefined;

  constructor(cache: AuthCache, context: AuthContext) {
    this.#cache = cache;
    this.#context = context;
  }

  /** Puts middleware of the client, or its replacement, before a handler. */
  put(name: string | undefined, middleware: Middleware, next: Handler): Handler {
    switch (name) {
      case CACHED_MIDDLEWARE.endpoint:
        this.#afterEndpoint = next;
        return middleware((args) => {
          this.#capture?.();
          return next(args);
        }, this.#context);
      case CACHED_MIDDLEWARE.scheme:
        return this.#resolveAuth(middleware(next, this.#context));
      case CACHED_MIDDLEWARE.agent:
        return this.#nameAgent(middleware, next);
      case CACHED_MIDDLEWARE.signing:
        return this.#sign(middleware, next);
      default:
        return middleware(next, this.#context);
    }
  }

  /** Resolves endpoint and kind of signature. */
  #resolveAuth(whole: Handler): Handler {
    return async (args) => {
      const { config, resolved, isDisabled } = this.#cache;
      const short = this.#afterEndpoint;
      if (isDisabled || short === undefined || isTiedToAccount(args.input)) return whole(args);
      const cacheKey = await cacheKeyOf(config);
      const context = this.#context;
      if (resolved !== undefined && isSameCacheKey(resolved.cacheKey, cacheKey)) {
        this.#cached = resolved;
        restoreAuth(resolved, context);
        return short(args);
      }
      const before = fieldsOf(context);
      this.#capture = () => {
        this.#resolved = resolvedAuthIn(context, before, cacheKey);
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
      const agent = this.#cached?.agent;
      if (isPlain && agent !== undefined) {
        Object.assign(headers, agent);
        return next(args);
      }
      const resolved = isPlain ? this.#resolved : undefined;
      const remember = (sent: Args) => {
        if (resolved !== undefined) resolved.agent = agentHeaders(sent.request as HttpRequest);
        return next(sent);
      };
      return middleware(remember, context)(args);
    };
  }

  /**
   * Signs. The SDK's middleware asks the signer of the context: on the short path it is ours, and on the whole path its
   * signature is compared with ours.
   */
  #sign(middleware: Middleware, next: Handler): Handler {
    const sign = middleware(next, this.#context);
    return (args) => {
      const resolved = this.#resolved;
      this.#resolved = undefined;
      if (resolved === undefined) return sign(args);
      const unsigned = copyOf(args.request as HttpRequest);
      const compare = async (signed: Args) => {
        await this.#prove(resolved, unsigned, signed.request as HttpRequest);
        return next(signed);
      };
      return middleware(compare, this.#context)(args);
    };
  }

  async #prove(resolved: ResolvedAuth, unsigned: HttpRequest, signed: HttpRequest): Promise<void> {
    const cache = this.#cache;
    if (resolved.agent === undefined) return;
    const scope = provenScope(unsigned, signed, resolved.scheme.identity);
    if (scope === undefined) {
      cache.isDisabled = true;
    } else if (isSameCacheKey(resolved.cacheKey, await cacheKeyOf(cache.config))) {
      resolved.config = signingConfig(cache.config, resolved.scheme.identity, scope);
      cache.resolved = resolved;
    }
  }
}

function agentHeaders({ headers }: HttpRequest): Readonly<Record<string, string>> | undefined {
  const { "user-agent": agent, "x-amz-user-agent": sdk } = headers;
  return agent === undefined || sdk === undefined
    ? undefined
    : { "x-amz-user-agent": sdk, "user-agent": agent };
}
