import { sdk } from "./sdk.js";
import type { Target } from "./target.js";

export type { Target, TargetOptions } from "./target.js";

/** What `monotable emit` makes from a design, by name. */
export const targets = { sdk } as const satisfies Readonly<Record<string, Target>>;

/** A target by its name, if there is one. */
export function findTarget(name: string): Target | undefined {
  return new Map<string, Target>(Object.entries(targets)).get(name);
}
