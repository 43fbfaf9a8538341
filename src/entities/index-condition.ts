import type { Values } from "../keys/key-part.js";
import type { AccessPatternSpec } from "../model/spec.js";

/**
 * An attribute whose value keeps an item out of an index by the index's `when`, if there is one. An attribute that is
 * absent does.
 *
 * @param among the attributes to look at; all unless given
 */
export function excludedBy(
  { when }: Pick<AccessPatternSpec, "when">,
  values: Values,
  among: (attribute: string) => boolean = () => true,
): string | undefined {
  if (when === undefined) return undefined;
  const names = Object.keys(when).filter(among);
  return names.find((name) => !when[name]?.some((value) => value === values[name]));
}
