import {
  basisOf,
  type Decision,
  decisionIn,
  isSameBasis,
  isTiedToAccount,
  restore,
  type WholeContext,
} from "./decision.js";
import type { Args, Context, Handler, Middleware } from "./middleware.js";
import { copyOf, type HttpRequest, isProven, type SigningConfig, signingConfig } from "./proof.js";

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
