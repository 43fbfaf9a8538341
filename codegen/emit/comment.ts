import { join, type Layout, newline } from "../printer/layout.js";

/** A doc comment, on one line where its text has one, with a new line after it; nothing if there is no text. */
export function docComment(text: string | undefined): Layout {
  const lines = (text ?? "")
    .replaceAll("*/", "*\\/")
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((words) => words.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  while (lines[0] === "") lines.shift();
  const [first, ...more] = lines;
  if (first === undefined) return [];
  if (more.length === 0) return [`/** ${first.trimStart()} */`, newline];
  return [
    join(newline, ["/**", ...lines.map((words) => (words === "" ? " *" : ` * ${words}`)), " */"]),
    newline,
  ];
}
