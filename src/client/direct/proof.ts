import type { DecisionConfig } from "./decision.js";
import { type Credentials, type Scope, type Signable, withSignature } from "./signature.js";

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
