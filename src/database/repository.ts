import type { Target } from "../operations/operation.js";
import type { Method } from "./methods.js";

/**
 * A repository of some methods by name; `query` gives one for each access pattern. Generated code gives them their
 * types.
 */
export function createRepository(
  given: Target,
  methods: readonly Method<string>[],
): Readonly<Record<string, unknown>> {
  const { primaryKey, indexes } = given.entity.spec;
  const { buildCondition, readingFilters } = methods.find((each) => each.buildCondition) ?? {};
  const target = { ...given, buildCondition, readingFilters };
  const named = methods.flatMap(({ name, open }) => {
    if (open === undefined) return [];
    return name === "query"
      ? [primaryKey, ...indexes].map((pattern) => [pattern.name, open(target, pattern)])
      : [[name, open(target, primaryKey)]];
  });
  return Object.fromEntries(named) as Readonly<Record<string, unknown>>;
}
