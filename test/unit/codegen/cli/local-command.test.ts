import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { MonotableError } from "../../../../src/errors.js";
import { monotable } from "../../../support/command.js";

const { startDynamoDBLocal, createTables, stop } = vi.hoisted(() => ({
  startDynamoDBLocal: vi.fn(),
  createTables: vi.fn(),
  stop: vi.fn(),
}));
vi.mock("../../../../src/testing/index.js", () => ({ startDynamoDBLocal, createTables }));
const server = { endpoint: "http://127.0.0.1:8001", client: () => "client", stop };
afterEach(() => vi.resetAllMocks());

const root = fileURLToPath(new URL("../../../../", import.meta.url));

test("without anything that can run it, one sentence says what to install", async () => {
  const reason = "Install Java 17 or Docker to run DynamoDB Local.";
  startDynamoDBLocal.mockRejectedValue(new MonotableError("LocalUnavailable", reason, { reason }));
  expect(await monotable(root, ["local"])).toEqual({ exitCode: 1, stdout: "", stderr: `error: ${reason}\n` });
});

test("it creates the tables of a schema, says how to use it, and stops when it is told to", async () => {
  startDynamoDBLocal.mockResolvedValue(server);
  const controller = new AbortController();
  const print = (text: string) => {
    if (text.includes("Ctrl-C")) setTimeout(() => controller.abort(), 10);
  };
  const argv = ["local", "examples/shop/schema.ts", "--port", "8001"];
  const { exitCode, stdout } = await monotable(root, argv, { stop: controller.signal, print });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("Tables of the schema: shop.");
  expect(stdout).toContain("export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8001\n");
  expect(startDynamoDBLocal).toHaveBeenCalledWith({ port: 8001 });
  expect(createTables).toHaveBeenCalledWith("client", [expect.objectContaining({ name: "shop" })]);
  expect(stop).toHaveBeenCalledOnce();
});

test("a server that cannot make the tables is stopped all the same", async () => {
  startDynamoDBLocal.mockResolvedValue(server);
  createTables.mockRejectedValue(new Error("no such thing"));
  const { exitCode, stderr } = await monotable(root, ["local"]);
  expect([exitCode, stderr]).toEqual([1, "monotable: no such thing\n"]);
  expect(stop).toHaveBeenCalledOnce();
});
