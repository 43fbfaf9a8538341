import { applyEdits, type JSONPath, modify } from "jsonc-parser";

/**
 * Adds scripts to the text of a package.json. What stands on lines of its own stays as it is written, and what is added is
 * indented as the rest.
 */
export function withScripts(manifest: string, scripts: Readonly<Record<string, string>>): string {
  return Object.entries(scripts).reduce(
    (text, [name, script]) => set(text, ["scripts", name], script),
    manifest,
  );
}

function set(text: string, path: JSONPath, value: string): string {
  const indentation = /^[{]\s*?\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ";
  const edits = modify(text, path, value, {
    formattingOptions: {
      insertSpaces: !indentation.startsWith("\t"),
      tabSize: indentation.startsWith("\t") ? 1 : indentation.length,
      eol: text.includes("\r\n") ? "\r\n" : "\n",
    },
  });
  return applyEdits(text, edits);
}
