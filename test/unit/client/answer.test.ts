import { ConditionalCheckFailedException, InternalServerError } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { answerOf } from "../../../src/client/errors.js";

const metadata = (httpStatusCode?: number) => ({
  $metadata: httpStatusCode === undefined ? {} : { httpStatusCode },
});
const named = (name: string, more: object = {}) => Object.assign(new Error("no"), { name, ...more });

describe("answerOf", () => {
  it.each<[string, unknown]>([
    [
      "an answer of the client's fault",
      new ConditionalCheckFailedException({ message: "", ...metadata(400) }),
    ],
    ["one of a mock, without a status", new ConditionalCheckFailedException({ message: "", ...metadata() })],
    ["a status of the client's fault, of which the body is lost", named("Error", metadata(400))],
    ["an error by a name of DynamoDB's refusals", named("ProvisionedThroughputExceededException")],
    ["missing credentials", named("CredentialsProviderError")],
    ["a connection that was refused", named("Error", { code: "ECONNREFUSED" })],
    ["a host that is not found", named("Error", { code: "ENOTFOUND" })],
  ])("is sure of %s", (_, error) => {
    expect(answerOf(error)).toBe("rejected");
  });

  it.each<[string, unknown]>([
    ["a failure of the server", new InternalServerError({ message: "", ...metadata(500) })],
    ["an answer that cannot be read", named("SyntaxError", metadata(200))],
  ])("knows after %s that the attempt has arrived, and not what became of it", (_, error) => {
    expect(answerOf(error)).toBe("answered");
  });

  it.each<[string, unknown]>([
    ["a connection that broke", named("Error", { code: "ECONNRESET" })],
    ["a timeout", named("TimeoutError")],
    ["an aborted request", named("AbortError")],
    ["a text in place of an error", "text"],
    ["nothing", undefined],
  ])("does not know after %s if the attempt has arrived", (_, error) => {
    expect(answerOf(error)).toBe("unanswered");
  });
});
