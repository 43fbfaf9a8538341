import { type Entry, entriesOf, type Stack } from "./middleware.js";

/**
 * The order in which the SDK composes middleware, from the innermost to the outermost, as positions in the given list.
 * The SDK itself sorts: a stack of markers is resolved, each of which tells when its turn is.
 *
 * @param stack Any stack, to make another of: the SDK has no public way to an empty one.
 * @throws Error where one goes beside another that there is not
 */
export function orderOf(entries: readonly Entry[], stack: Stack): readonly number[] {
  const markers = emptied(stack);
  const order: number[] = [];
  for (const [index, { middleware: _, ...position }] of entries.entries()) {
    const marker: Entry["middleware"] = (next) => {
      order.push(index);
      return next;
    };
    if (position.relation === undefined) markers.add(marker, position);
    else markers.addRelativeTo(marker, position);
  }
  markers.resolve(unreachable, {});
  return order;
}

/** A stack like another, without what is in it: what wraps the other's methods wraps those of this one. */
export function emptied(stack: Stack): Stack {
  const empty = stack.clone();
  for (const { middleware } of entriesOf(stack)) empty.remove(middleware);
  return empty;
}

function unreachable(): never {
  throw new Error("A stack of markers sends nothing");
}
