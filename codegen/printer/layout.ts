/**
 * Text that is laid out when it is printed: a group stands on one line where it fits, and otherwise breaks at each of
 * its lines. This is what formatters do, so that generated code needs no formatter.
 */
export type Layout =
  | string
  | readonly Layout[]
  | { readonly kind: "line"; readonly flat: string }
  | { readonly kind: "break" }
  | { readonly kind: "indent"; readonly of: Layout }
  | { readonly kind: "group"; readonly of: Layout; readonly broken: boolean }
  | { readonly kind: "choice"; readonly broken: Layout; readonly flat: Layout }
  | { readonly kind: "fill"; readonly parts: readonly Layout[]; readonly begun: boolean }
  | Reference;

/** A name that another module exports: the file in which it is printed imports it. */
export interface Reference {
  readonly kind: "reference";
  readonly name: string;
  readonly from: string;
  readonly as: "type" | "value" | "namespace";
}

/** The width in columns that generated code keeps to, where its words allow. */
const width = 120;

/** A space, or a new line in a group that does not fit. */
export const line: Layout = { kind: "line", flat: " " };
/** Nothing, or a new line in a group that does not fit. */
export const softline: Layout = { kind: "line", flat: "" };
/** A new line always; the groups around it break. */
export const newline: Layout = { kind: "break" };

export const indent = (of: Layout): Layout => ({ kind: "indent", of });

/** One line if it fits, and if not told to break. */
export const group = (of: Layout, broken = false): Layout => ({
  kind: "group",
  of,
  broken: broken || mustBreak(of),
});

/** One of two layouts, as the group around it breaks or not. */
export const choice = (broken: Layout, flat: Layout): Layout => ({ kind: "choice", broken, flat });

/** Parts with a space between each two, or a new line before one that does not fit. */
export const fill = (parts: readonly Layout[]): Layout => ({ kind: "fill", parts, begun: false });

/** A type that another module exports. */
export const typeFrom = (from: string, name: string): Layout => ({
  kind: "reference",
  name,
  from,
  as: "type",
});

/** A constant or function that another module exports. */
export const valueFrom = (from: string, name: string): Layout => ({
  kind: "reference",
  name,
  from,
  as: "value",
});

/** The parts with something between each two of them. */
export function join(separator: Layout, parts: readonly Layout[]): Layout {
  return parts.flatMap((part, position) => (position === 0 ? [part] : [separator, part]));
}

/** Parts between brackets, each on a line of its own where they do not fit on one. */
export function list(
  [open, separator, close]: readonly [open: string, separator: "," | ";", close: string],
  parts: readonly Layout[],
  { broken = false, padded = false, trailing = true } = {},
): Layout {
  if (parts.length === 0) return `${open}${close}`;
  const edge = padded ? line : softline;
  const inside = indent([edge, join([separator, line], parts)]);
  return group([open, inside, trailing ? choice(separator, "") : "", edge, close], broken);
}

/** Parts between brackets, with as many on each line as fit where they do not fit on one. */
export function filledList(
  [open, separator, close]: readonly [open: string, separator: "," | ";", close: string],
  parts: readonly Layout[],
  { padded = false } = {},
): Layout {
  if (parts.length === 0) return `${open}${close}`;
  const edge = padded ? line : softline;
  const last = parts.length - 1;
  const all = parts.map((part, at) => [part, at < last ? separator : choice(separator, "")]);
  return group([open, indent([edge, fill(all)]), edge, close]);
}

interface Part {
  readonly of: Layout;
  readonly depth: number;
  readonly flat: boolean;
}

/** The layout as text, with lines ending in `\n`. */
export function print(layout: Layout): string {
  let text = "";
  let column = 0;
  const todo: Part[] = [{ of: layout, depth: 0, flat: false }];
  const write = (piece: string): void => {
    text += piece;
    const end = piece.lastIndexOf("\n");
    column = end < 0 ? column + piece.length : piece.length - end - 1;
  };
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    const { of, depth, flat } = part;
    if (typeof of === "string") write(of);
    else if (isSequence(of)) push(todo, of, depth, flat);
    else if (of.kind === "reference") write(of.name);
    else if (of.kind === "indent") todo.push({ of: of.of, depth: depth + 1, flat });
    else if (of.kind === "choice") todo.push({ of: flat ? of.flat : of.broken, depth, flat });
    else if (of.kind === "group") {
      const fitting = !of.broken && fits(of.of, todo, width - column);
      todo.push({ of: of.of, depth, flat: fitting });
    } else if (of.kind === "fill") {
      const [first, ...parts] = of.parts;
      if (first === undefined) continue;
      todo.push({ of: { kind: "fill", parts, begun: true }, depth, flat }, { of: first, depth, flat });
      if (!of.begun) continue;
      if (flat || fits([" ", first], [], width - column)) write(" ");
      else todo.push({ of: newline, depth, flat });
    } else if (of.kind === "line" && flat) write(of.flat);
    else write(`\n${"  ".repeat(depth)}`);
  }
  // A new line that nothing follows leaves its indentation behind.
  return text.replace(/[ \t]+$/gm, "");
}

/** All names of other modules in a layout. */
export function references(layout: Layout): Reference[] {
  const found: Reference[] = [];
  const visit = (of: Layout): void => {
    if (typeof of === "string") return;
    if (isSequence(of)) of.forEach(visit);
    else if (of.kind === "reference") found.push(of);
    else if (of.kind === "indent" || of.kind === "group") visit(of.of);
    else if (of.kind === "choice") visit(of.flat);
    else if (of.kind === "fill") of.parts.forEach(visit);
  };
  visit(layout);
  return found;
}

function isSequence(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout);
}

function push(todo: Part[], parts: readonly Layout[], depth: number, flat: boolean): void {
  for (let position = parts.length - 1; position >= 0; position--) {
    const of = parts[position];
    if (of !== undefined) todo.push({ of, depth, flat });
  }
}

/** Returns true if a layout in one line, and the rest up to the next possible new line, fits in the columns left. */
function fits(layout: Layout, rest: readonly Part[], columns: number): boolean {
  let left = columns;
  let next = rest.length;
  const todo: Part[] = [{ of: layout, depth: 0, flat: true }];
  while (left >= 0) {
    let part = todo.pop();
    if (part === undefined) {
      next -= 1;
      part = rest[next];
      if (part === undefined) return true;
    }
    const { of, flat } = part;
    if (typeof of === "string") {
      const end = of.indexOf("\n");
      if (end >= 0) return end <= left;
      left -= of.length;
    } else if (isSequence(of)) push(todo, of, 0, flat);
    else if (of.kind === "reference") left -= of.name.length;
    else if (of.kind === "indent") todo.push({ of: of.of, depth: 0, flat });
    else if (of.kind === "choice") todo.push({ of: flat ? of.flat : of.broken, depth: 0, flat });
    else if (of.kind === "group") todo.push({ of: of.of, depth: 0, flat: !of.broken });
    else if (of.kind === "line" && flat) left -= of.flat.length;
    else if (of.kind === "fill" && flat) push(todo, join(" ", of.parts) as readonly Layout[], 0, flat);
    else return true;
  }
  return false;
}

function mustBreak(layout: Layout): boolean {
  if (typeof layout === "string") return false;
  if (isSequence(layout)) return layout.some(mustBreak);
  if (layout.kind === "break") return true;
  if (layout.kind === "group") return layout.broken;
  if (layout.kind === "fill") return layout.parts.some(mustBreak);
  return layout.kind === "indent" && mustBreak(layout.of);
}
