import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";

/** The parts of a request that are signed: one to the path `/`, without a query. */
export interface Signable {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The region and the service that a signature is valid for. */
export interface Scope {
  readonly region: string;
  readonly service: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** Headers that proxies change on the way, as the SDK lists them. */
const UNSIGNED =
  /^(?:authorization|cache-control|connection|expect|from|keep-alive|max-forwards|pragma|referer|te|trailer|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|proxy-.*|sec-.*)$/;

/** Headers that each signature sets again. */
const SET_BY_SIGNATURE = /^(?:authorization|x-amz-date|date)$/i;

/**
 * Returns the headers of a request with those of its signature (AWS Signature Version 4): the headers that the SDK's
 * signer sets, over the headers that the SDK's signer signs.
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
    if (value !== undefined && !SET_BY_SIGNATURE.test(name)) signed[name] = value;
  }
  const time = timeText(date);
  signed["x-amz-date"] = time;
  if (credentials.sessionToken) signed["x-amz-security-token"] = credentials.sessionToken;
  signed["x-amz-content-sha256"] ??= hash("sha256", body, "hex");

  const [names, lines] = canonicalHeaders(signed);
  const request = `POST\n/\n\n${lines}\n${names}\n${signed["x-amz-content-sha256"]}`;
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = `${ALGORITHM}\n${time}\n${scope}\n${hash("sha256", request, "hex")}`;
  const signature = createHmac("sha256", signingKey(credentials, scope)).update(text).digest("hex");
  signed["authorization"] =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return signed;
}

/** The headers of the last request, and those of them that are signed, by their names in lower case. */
let lastHeaders: readonly [all: readonly string[], signed: readonly (readonly [string, string])[]] = [[], []];

/**
 * Returns the names of the signed headers, and a line for each of them, both in the order of the names. Most requests
 * have the same headers, which are sorted once.
 */
function canonicalHeaders(headers: Readonly<Record<string, string>>): [names: string, lines: string] {
  const all = Object.keys(headers);
  if (all.length !== lastHeaders[0].length || all.some((header, at) => header !== lastHeaders[0][at])) {
    const byName = new Map(all.map((header) => [header.toLowerCase(), header]));
    const signed = [...byName].filter(([name]) => !UNSIGNED.test(name));
    lastHeaders = [all, signed.sort(([one], [other]) => (one < other ? -1 : 1))];
  }
  let names = "";
  let lines = "";
  for (const [name, header] of lastHeaders[1]) {
    names += names === "" ? name : `;${name}`;
    lines += `${name}:${trimmed(headers[header] ?? "")}\n`;
  }
  return [names, lines];
}

function trimmed(value: string): string {
  if (!/[\r\n\t]| {2}|^ | $/.test(value)) return value;
  return value
    .replace(/[\r\n]/g, " ")
    .replace(/[ \t]+/g, " ")
    .replace(/^ | $/g, "");
}

let lastSecond = Number.NaN;

let lastTime = "";

/** Returns the time of a signature, as in `20260102T030405Z`. */
function timeText(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== lastSecond) {
    lastTime = `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    lastSecond = second;
  }
  return lastTime;
}

let lastKey: { readonly secret: string; readonly scope: string; readonly key: KeyObject } | undefined;

/** Returns the signing key of a day, a region and a service. The last one is kept, since most programs have one. */
function signingKey({ secretAccessKey: secret }: Credentials, scope: string): KeyObject {
  if (lastKey?.secret !== secret || lastKey.scope !== scope) {
    let key: Buffer | string = `AWS4${secret}`;
    for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
    lastKey = { secret, scope, key: createSecretKey(key as Buffer) };
  }
  return lastKey.key;
}
