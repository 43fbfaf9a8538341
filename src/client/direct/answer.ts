import { Readable } from "node:stream";
import { JsonReader } from "../../wire/json-reader.js";
import { Site } from "../../wire/json-scanner.js";
import type { AnyAction } from "../action.js";
import type { Middleware, Response } from "./middleware.js";
import type { Config } from "./request.js";

/** Attributes, of nested maps too. */
const FOUND = 500;

/**
 * Reads DynamoDB's answer into document form, in the place of the SDK's deserializer, which gets every answer that tells
 * of an error.
 */
export function readAnswer(action: AnyAction, config: Config, sdk: Middleware): Middleware {
  const shape = action.output();
  let site = new Site();
  return (next, context) => {
    return async (args) => {
      const result = await next(args);
      const { response } = result;
      if (response.statusCode >= 300) return sdk(async () => result, context)(args);
      try {
        lowerCaseHeaders(response);
        // Answers of one operation are mostly alike. Where they are not, what was found of all of them is too much to keep.
        if (site.made.count > FOUND) site = new Site();
        const reader = new JsonReader(shape, site);
        await pour(response.body, reader, config);
        const output = reader.end() ?? {};
        return { response, output: Object.assign(output, { $metadata: metadataOf(response) }) };
      } catch (error) {
        throw withResponse(error, response);
      }
    };
  };
}

/** Gives a reader the bytes of an answer, as they come. */
async function pour(body: unknown, reader: JsonReader, config: Config): Promise<void> {
  if (body === undefined || body === null) return;
  if (body instanceof Readable) return pourStream(body, reader);
  reader.write(body instanceof Uint8Array ? body : await config.streamCollector(body));
}

/** Ends with the stream, or with what it fails with: the SDK decides by it whether the request is sent again. */
function pourStream(stream: Readable, reader: JsonReader): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on("data", (part: Uint8Array | string) => {
      reader.write(typeof part === "string" ? Buffer.from(part) : part);
    });
    stream.on("end", resolve);
    stream.on("error", reject);
  });
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
