import type { Target } from "../operations/operation.js";
import type { Method } from "./methods.js";

/**
 * A repository of some methods by name; `query` gives one for each access pattern. Generated code gives them their
 * types.
 */
export function createRepository(
  target: Target,
  methods: readonly Method<string>[],
): Readonly<Record<string, unknown>> {
  const { primaryKey, indexes } = target.entity.spec;
  const named = methods.flatMap(({ name, open }) =>
    name === "query"
      ? [primaryKey, ...indexes].map((pattern) => [pattern.name, open(target, pattern)])
      : [[name, open(target, primaryKey)]],
  );
  return Object.fromEntries(named) as Readonly<Record<string, unknown>>;
}
