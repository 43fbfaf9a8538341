import { ts } from "ts-morph";

/** The text of the last doc comment of a declaration, with its tags; `undefined` if it has none. */
export function docOf(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  if (comment === undefined) return undefined;
  const tags = (comment.tags ?? []).map((tag) => unframed(tag.getText()));
  const text = [ts.getTextOfJSDocComment(comment.comment) ?? "", ...tags].join("\n").trim();
  return text === "" ? undefined : text;
}

/** Text inside a comment without the stars that its lines begin with. */
function unframed(text: string): string {
  return text.replace(/\n[ \t]*\*[ \t]?/g, "\n").trim();
}
