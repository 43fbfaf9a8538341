import { describe, expect, it } from "vitest";
import { isSelect } from "../../../src/requests/request.js";

describe("isSelect", () => {
  it.each([
    "SELECT * FROM x",
    "select*from x",
    " \n\t-- a note\n/* another */ SELECT 1",
    "/* -- */SELECT 1",
    "--/*\nSELECT 1",
    `${"/**/".repeat(2000)} SELECT 1`,
  ])("returns true for a statement that reads: %j", (statement) => {
    expect(isSelect(statement)).toBe(true);
  });

  it.each([
    "",
    "DELETE FROM x",
    "SELECTED",
    "-- SELECT\nDELETE FROM x",
    "/* SELECT */ UPDATE x",
    "/* not closed SELECT",
    "-- not ended SELECT",
  ])("returns false for a statement that may write: %j", (statement) => {
    expect(isSelect(statement)).toBe(false);
  });

  it("reads each character of comments and blanks once, however many there are", () => {
    for (const filler of ["/**/", " ", "\n", "--\n", "/* */ ", "/*-", " -- \n/**/"]) {
      expect(isSelect(`${filler.repeat(2000)} DELETE FROM "x"`)).toBe(false);
    }
  });
});
