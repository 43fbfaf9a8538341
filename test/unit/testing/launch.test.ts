import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findLauncher } from "../../../src/testing/server.js";

describe("findLauncher", () => {
  let bin: string;
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), "monotable-launch-"));
    vi.stubEnv("PATH", bin);
    vi.stubEnv("JAVA_HOME", "");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(bin, { recursive: true });
  });

  function install(command: string, script: string): void {
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, command), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, command), 0o755);
  }

  it("runs the jar with Java", async () => {
    install("java", `echo 'openjdk version "17.0.1"'`);
    install("docker", "echo 28.0.0");
    const launcher = await findLauncher();
    expect(launcher.command).toBe("java");
    expect(launcher.parameters(8123)).toEqual([
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-Xmx512m",
      expect.stringMatching(/^-Djava\.library\.path=.*DynamoDBLocal_lib$/),
      "-jar",
      expect.stringMatching(/DynamoDBLocal\.jar$/),
      "-inMemory",
      "-disableTelemetry",
      "-port",
      "8123",
    ]);
  });

  it("runs Docker's image where there is no Java", async () => {
    install("docker", "echo 28.0.0");
    const launcher = await findLauncher();
    expect(launcher.command).toBe("docker");
    expect(launcher.parameters(8123)).toEqual(
      expect.arrayContaining(["127.0.0.1:8123:8000", "amazon/dynamodb-local", "-inMemory"]),
    );
  });

  it("says in one sentence what to install where there is neither", async () => {
    install("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
    await expect(findLauncher()).rejects.toMatchObject({
      code: "LocalUnavailable",
      message:
        "DynamoDB Local needs Java 17 or newer and there is none here: install a JRE (Debian and Ubuntu: " +
        "`apt-get install default-jre-headless`), start Docker, or set DYNAMODB_ENDPOINT to a server that runs.",
    });
  });

  it("says which Java is too old", async () => {
    install("java", `echo 'openjdk version "11.0.2"'`);
    await expect(findLauncher()).rejects.toThrow(
      "needs Java 17 or newer and the one here is version 11: install",
    );
  });
});
