import { isDeepStrictEqual } from "node:util";
import type { JsonValue, ValueRule } from "../../../src/model/value-rule.js";
import { compile } from "../../../src/validation/compile.js";

/** A rule that says what a value is, without what says whether there is one. */
export type Core = Exclude<
  ValueRule,
  readonly [
    "exact" | "nonoptional" | "nullable" | "optional" | "readonly" | "default" | "prefault",
    ...unknown[],
  ]
>;

/** A rule in its two halves. */
export interface Presence {
  readonly core: Core;
  readonly nullable: boolean;
  /** What `undefined` is: refused, taken, taken only for what is left out, or replaced. */
  readonly absent: "refused" | "taken" | "omitted" | { readonly value: JsonValue };
  /** Whether the copy is frozen. */
  readonly frozen: boolean;
}

/** What a rule says of `null` and `undefined`, and the rest of it. */
export function presenceOf(rule: ValueRule): Presence {
  let of = rule;
  let [nullable, frozen, settled] = [false, false, false];
  let absent: Presence["absent"] = "refused";
  const isDefaulted = (): boolean => typeof absent === "object";
  for (; typeof of !== "string"; ) {
    const [kind] = of;
    if (kind === "default" || kind === "prefault") {
      if (settled && !isDefaulted()) throw new NotSimple();
      if (!isDefaulted()) absent = { value: of[1] as JsonValue };
      checkDefault(of as readonly ["default" | "prefault", JsonValue, ValueRule]);
      of = of[2] as ValueRule;
      continue;
    }
    if (kind === "nullable") nullable = true;
    else if (kind === "readonly") frozen = true;
    else if (kind === "nonoptional") settled = true;
    else if (kind === "optional") {
      if (!settled && !isDefaulted()) absent = "taken";
    } else if (kind === "exact") {
      if (!settled && absent === "refused") absent = "omitted";
    } else break;
    of = of[1] as ValueRule;
  }
  const core = of as Core;
  if (settled && takesUndefined(core)) throw new NotSimple();
  return { core, nullable, absent, frozen };
}

/** Whether a value may be `undefined` by its core alone. */
export function takesUndefined(core: Core): boolean {
  return core === "any" || core === "unknown";
}

/** A default is put in place of what is absent, and then copied as a given value is: that must change nothing. */
function checkDefault([kind, value, of]: readonly ["default" | "prefault", JsonValue, ValueRule]): void {
  if (JSON.stringify(of).includes('"readonly"')) throw new NotSimple();
  const { success, data } = compile(of).safeParse(value) as {
    readonly success: boolean;
    readonly data?: unknown;
  };
  const isSame = isDeepStrictEqual(data, value) && JSON.stringify(data) === JSON.stringify(value);
  if (!success || (kind === "default" && !isSame)) throw new NotSimple();
}

/** A rule for which no plain code is generated: the runtime follows it as data. */
export class NotSimple extends Error {}
