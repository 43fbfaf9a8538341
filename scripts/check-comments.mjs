/**
 * Checks that doc comments begin with a noun phrase or a verb: prints those that begin with What, Whether, Where, How, Why
 * or Of, and exits with 1 if there are more than MAXIMUM.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The number may fall, and never rise. */
const MAXIMUM = 0;
const BEGINNING = /\/\*\*\s*(?:\*\s*)?(What|Whether|Where|How|Why|Of)\b[^\n]*/g;

const found = ["src", "codegen"].flatMap((root) =>
  filesBelow(root).flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return [...text.matchAll(BEGINNING)].map((match) => {
      const line = text.slice(0, match.index).split("\n").length;
      return `${file}:${line}: ${match[0].replace(/\s+/g, " ").slice(0, 100)}`;
    });
  }),
);
if (found.length > MAXIMUM) {
  console.log(found.join("\n"));
  console.log(`${found.length} doc comments begin with a question word; at most ${MAXIMUM} may.`);
  console.log('Begin with a noun phrase or a verb in the third person, as in "Encodes …" or "The key of …".');
  process.exitCode = 1;
}

/** @param {string} root @returns {string[]} */
function filesBelow(root) {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("node_modules") && !name.startsWith("dist"))
    .map((name) => join(root, name));
}
