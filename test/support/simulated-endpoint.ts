import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { SimulatedDynamoDB } from "./simulated-dynamodb.js";

/** Serves a simulated DynamoDB over HTTP, as the SDK's clients speak to it, until the test has finished. */
export async function simulatedEndpoint(dynamodb: SimulatedDynamoDB): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
    const [, region] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
    const reply = (status: number, value: unknown) => {
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(value));
    };
    try {
      reply(200, dynamodb.answer(operation, JSON.parse(body), region));
    } catch (error) {
      const { name, message } = error as Error;
      reply(400, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
