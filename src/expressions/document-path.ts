import type { Aliases } from "./aliases.js";

/** One step below a value: the member of a map by name, the element of a list by position. */
export type Step = string | number;

/** A place in an item: an attribute, and the way down from it. */
export interface DocumentPath {
  readonly attribute: string;
  readonly below?: readonly Step[];
}

/** The place one step below. */
export function stepInto({ attribute, below = [] }: DocumentPath, step: Step): DocumentPath {
  return { attribute, below: [...below, step] };
}

/** The path as expression text: each name as a placeholder, positions as they are. */
export function renderPath({ attribute, below = [] }: DocumentPath, aliases: Aliases): string {
  return below.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${aliases.name(step)}`),
    aliases.name(attribute),
  );
}

/** The path for people: `items[0].productId`. */
export function describePath({ attribute, below = [] }: DocumentPath): string {
  return below.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${step}`),
    attribute,
  );
}

/** Whether two paths cannot be changed together: they are one, or one lies below the other. */
export function overlaps(one: DocumentPath, other: DocumentPath): boolean {
  const [shorter = [], longer = []] = [stepsOf(one), stepsOf(other)].sort((a, b) => a.length - b.length);
  return shorter.every((step, position) => step === longer[position]);
}

function stepsOf({ attribute, below = [] }: DocumentPath): Step[] {
  return [attribute, ...below];
}
