import { readJson } from "../../wire/read-json.js";
import type { AnyAction } from "../action.js";
import type { Middleware, Response } from "./middleware.js";
import type { Config } from "./request.js";

/**
 * Reads DynamoDB's answer into document form, in the place of the SDK's deserializer, which gets every answer that tells
 * of an error.
 */
export function readAnswer(action: AnyAction, config: Config, sdk: Middleware): Middleware {
  const shape = action.output();
  return (next, context) => {
    return async (args) => {
      const result = await next(args);
      const { response } = result;
      if (response.statusCode >= 300) return sdk(async () => result, context)(args);
      try {
        lowerCaseHeaders(response);
        const body = await collect(response.body, config);
        const output = body.length === 0 ? {} : (readJson(shape, body) as object);
        return { response, output: Object.assign(output, { $metadata: metadataOf(response) }) };
      } catch (error) {
        throw withResponse(error, response);
      }
    };
  };
}

async function collect(body: unknown, config: Config): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  return body instanceof Uint8Array ? body : config.streamCollector(body);
}

/** A request handler of one's own may give them as they came; Node.js gives them so already. */
function lowerCaseHeaders(response: Response): void {
  const names = Object.keys(response.headers);
  if (names.every((name) => name === name.toLowerCase())) return;
  response.headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function metadataOf({ statusCode, headers }: Response) {
  return {
    httpStatusCode: statusCode,
    requestId: headers["x-amzn-requestid"] ?? headers["x-amzn-request-id"] ?? headers["x-amz-request-id"],
    extendedRequestId: headers["x-amz-id-2"],
    cfId: headers["x-amz-cf-id"],
  };
}

/**
 * An error of reading an answer, as the SDK gives it: it decides by the error whether the request is sent again, and
 * learns the server's clock from the response.
 */
function withResponse(error: unknown, response: Response): unknown {
  if (!(error instanceof Error)) return error;
  Object.defineProperty(error, "$response", { value: response, enumerable: false });
  if (!("$metadata" in error)) Object.assign(error, { $metadata: metadataOf(response) });
  return error;
}
