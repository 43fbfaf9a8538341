import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findJar } from "../../../src/testing/find-local.js";

describe("findJar", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "monotable-jar-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("takes the newest release that has a jar", () => {
    for (const release of [
      "dynamodb_local_2024-10-31",
      "dynamodb_local_2026-01-16",
      "dynamodb_local_empty",
    ]) {
      mkdirSync(join(folder, "lib", release), { recursive: true });
      if (!release.endsWith("empty")) writeFileSync(join(folder, "lib", release, "DynamoDBLocal.jar"), "");
    }
    const newest = join(folder, "lib", "dynamodb_local_2026-01-16");
    expect(findJar(folder)).toEqual({
      file: join(newest, "DynamoDBLocal.jar"),
      libraries: join(newest, "DynamoDBLocal_lib"),
    });
  });

  it("finds none in a package of another layout", () => {
    expect(findJar(folder)).toBeUndefined();
  });

  it("finds the one of this repository", () => {
    expect(findJar()?.file).toMatch(/DynamoDBLocal\.jar$/);
  });
});
