import type { AuthConfig } from "./resolved-auth.js";
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

/** The parts of a client's configuration that make signatures. */
export interface SigningConfig extends AuthConfig {
  signer(scheme: unknown): Promise<Signer>;
  systemClockOffset: number;
}

export function copyOf(request: HttpRequest): HttpRequest {
  return { ...request, headers: { ...request.headers } };
}

/**
 * Compares the SDK's signature of a request with the one that is computed here. Returns the scope of the signature if
 * every header is the same, and `undefined` if not.
 */
export function provenScope(
  unsigned: HttpRequest,
  { headers }: HttpRequest,
  credentials: Credentials,
): Scope | undefined {
  const [, region, service] =
    /Credential=[^,]*\/([^/,]+)\/([^/,]+)\/aws4_request,/.exec(headers["authorization"] ?? "") ?? [];
  if (region === undefined || service === undefined || !isOrdinary(unsigned)) return undefined;
  const scope = { region, service };
  const computed = withSignature(unsigned, credentials, scope, dateOf(headers["x-amz-date"]));
  const names = Object.keys(headers);
  const isSame =
    names.length === Object.keys(computed).length && names.every((name) => computed[name] === headers[name]);
  return isSame ? scope : undefined;
}

/**
 * The configuration for the SDK's own signing middleware with another signer. The middleware corrects the clock and learns
 * it as ever. Any request that was not covered by the proof is left to the SDK's signer.
 */
export function signingConfig(config: SigningConfig, credentials: Credentials, scope: Scope): SigningConfig {
  const signerOf = async (scheme: unknown): Promise<Signer> => ({
    async sign(request, options) {
      const {
        signingDate = new Date(),
        signingRegion = scope.region,
        signingService = scope.service,
      } = options;
      const isProven =
        signingRegion === scope.region &&
        signingService === scope.service &&
        // An attempt may come long after the one before.
        (await config.credentials({})) === credentials;
      if (!isProven || !isOrdinary(request)) return (await config.signer(scheme)).sign(request, options);
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

/** Reads the time of a signature, as in `20260102T030405Z`. */
function dateOf(text = ""): Date {
  return new Date(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}
