import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findJava, javaVersion } from "../../../src/testing/find-local.js";

describe("javaVersion", () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
    ['openjdk version "26-ea" 2026-03-17', 26],
    ['java version "1.8.0_402"', 8],
    ["The operation couldn’t be completed. Unable to locate a Java Runtime.", undefined],
    ["", undefined],
  ])("reads %j", (output, version) => {
    expect(javaVersion(output)).toBe(version);
  });
});

describe("findJava", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "monotable-java-"));
    // The Java of this machine, if it has one, must not be found.
    vi.stubEnv("PATH", join(root, "path"));
    vi.stubEnv("JAVA_HOME", join(root, "home"));
    // Nor a package in this repository.
    vi.spyOn(process, "cwd").mockReturnValue(root);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(root, { recursive: true });
  });

  /** Writes a command that prints what a Java of this version prints. */
  function install(folder: string, version: string): string {
    mkdirSync(join(root, folder), { recursive: true });
    const command = join(root, folder, "java");
    writeFileSync(command, `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
    chmodSync(command, 0o755);
    return command;
  }

  it("takes JAVA_HOME before the PATH", async () => {
    const command = install("home/bin", "21.0.1");
    install("path", "25");
    expect(await findJava()).toEqual({ command, outdated: undefined });
  });

  it("passes over a Java that is too old", async () => {
    install("home/bin", "11.0.2");
    install("path", "17.0.15");
    expect(await findJava()).toEqual({ command: "java", outdated: undefined });
  });

  it("takes the npm package last", async () => {
    const folder = "node_modules/@node-plantuml-2/jre-linux-x64";
    const command = install(`${folder}/jre/bin`, "21");
    writeFileSync(join(root, folder, "package.json"), "{}");
    expect(await findJava()).toEqual({ command, outdated: undefined });
  });

  it("tells the newest version that is too old", async () => {
    install("home/bin", "1.8.0_402");
    install("path", "11.0.2");
    expect(await findJava()).toEqual({ command: undefined, outdated: 11 });
  });

  it("finds nothing where there is nothing", async () => {
    expect(await findJava()).toEqual({ command: undefined, outdated: undefined });
  });
});
