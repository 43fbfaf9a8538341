import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const source = fileURLToPath(new URL("../../../src/", import.meta.url));

/** What a program of its own prints, whose packages are loaded as CommonJS, so that Node.js lists their files. */
function run(program: string): unknown {
  const whole = `
    import { createRequire } from "node:module";
    const loaded = () => {
      const files = Object.keys(createRequire(import.meta.url).cache);
      return ["client-dynamodb", "lib-dynamodb"].filter((name) => files.some((file) => file.includes("/@aws-sdk/" + name + "/")));
    };
    ${program}`;
  const args = ["--no-warnings", "--import", "tsx", "--input-type=module", "--eval", whole];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

const request = `
  import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
  const { getItem } = await import("${source}client/actions.ts");
  const { openTransport } = await import("${source}client/open-transport.ts");
  const requestHandler = { handle: async () => ({ response: { statusCode: 200, headers: {}, body: Buffer.from("{}") } }) };
  const credentials = { accessKeyId: "a", secretAccessKey: "s" };
  const client = new DynamoDBClient({ region: "eu-west-1", credentials, requestHandler });
  const get = (send) =>
    openTransport(client, { send })
      .send(getItem, { TableName: "app", Key: { pk: "a" } }, { attempts: {}, options: undefined })
      .then(() => undefined, (error) => error.message);
`;

it.each(["index.ts", "repository.ts", "runtime.ts"])(
  "importing %s loads no @aws-sdk/lib-dynamodb",
  (file) => {
    const sdk = file === "index.ts" ? [] : ["client-dynamodb"];
    expect(run(`await import("${source}${file}"); console.log(JSON.stringify(loaded()));`)).toEqual(sdk);
  },
);

it("is loaded by the first request that needs it", () => {
  const program = `${request}
    const errors = [await get("direct")];
    const direct = loaded();
    errors.push(await get("document"));
    console.log(JSON.stringify([direct, loaded(), errors]));`;
  expect(run(program)).toEqual([["client-dynamodb"], ["client-dynamodb", "lib-dynamodb"], [null, null]]);
});

it("tells what to install where it is missing", () => {
  const program = `${request}
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(\`
      export async function resolve(name, context, next) {
        if (name === "@aws-sdk/lib-dynamodb") throw new Error("Cannot find package");
        return next(name, context);
      }\`));
    console.log(JSON.stringify([await get("direct"), await get("document")]));`;
  expect(run(program)).toEqual([
    null,
    expect.stringMatching(/^Invalid options: .*cannot be loaded .*npm install @aws-sdk\/lib-dynamodb$/),
  ]);
});
