import type { MemberModel, NestedModel } from "../../src/model/model.js";
import { MAP_CHANGE_NAMES } from "../../src/model/value-type.js";
import { join, type Layout } from "../printer/layout.js";
import { stringLiteral } from "../printer/typescript.js";
import { changeable } from "./change-types.js";
import { type Member, member } from "./declaration.js";
import { presentLayoutOf, wholeLayoutOf } from "./path-types.js";
import { type EntityScope, generic, runtime } from "./scope.js";
import { objectType, readType, typeLayout } from "./type-text.js";

/** The places below attributes that `change` can change: none below what may be absent or null. */
export function nestedChanges(scope: EntityScope): Member[] {
  return changeable(scope).flatMap((attribute): Member[] => {
    const { name, types } = attribute;
    const nested: NestedModel = { ...attribute, type: types.output };
    if (!isAlwaysThere(nested)) return [];
    const given = `${scope.names.input}[${stringLiteral(name)}]`;
    const whole = attribute.defaulted ? `NonNullable<${given}>` : given;
    const type = below(nested, `${scope.names.item}[${stringLiteral(name)}]`, whole);
    return type === undefined ? [] : [{ name, readonly: true, type }];
  });
}

function isAlwaysThere({ optional, type }: NestedModel): boolean {
  return !optional && !readType(type).nullable;
}

/** A place with what lies below it; nothing if there is nothing below. */
function below(nested: NestedModel, named: Layout, whole: Layout): Layout | undefined {
  switch (nested.below?.kind) {
    case "map":
      return generic(runtime("MapChanges"), whole, memberPlaces(nested.below.members, named));
    case "record":
      return generic(runtime("RecordChanges"), whole, place(nested.below.of, [named, "[string]"]));
    case "list":
      return generic(runtime("ListChanges"), whole, place(nested.below.of, [named, "[number]"]));
    case "tuple": {
      const elements = nested.below.of.map((element, at) => [
        `readonly ${at}: `,
        place(element, [named, `[${at}]`]),
      ]);
      return generic(runtime("TupleChanges"), whole, objectType(elements));
    }
    default:
      return undefined;
  }
}

/** The changes of a place below an attribute; `named` is the type of its value by name. */
function place(nested: NestedModel, named: Layout): Layout {
  const given =
    nested.input === undefined ? wholeLayoutOf(nested, named) : typeLayout(readType(nested.input));
  const present = presentLayoutOf(nested, named);
  const deeper = isAlwaysThere(nested) ? below(nested, present, given) : undefined;
  if (deeper !== undefined) return deeper;
  // Not where the type lists its values: what a sum gives may be none of them.
  const isNumber = (nested.value === "number" || nested.value === "bigint") && nested.type === nested.value;
  return generic(runtime(isNumber && nested.input === undefined ? "NumberChanges" : "ValueChanges"), given);
}

/** The places of a map's members; one whose name the path of the map has itself is reached by `member`. */
function memberPlaces(members: readonly MemberModel[], parent: Layout): Layout {
  return objectType(
    members.map((one) => {
      const { name } = one;
      const changes = place(one, [parent, `[${stringLiteral(name)}]`]);
      const type = one.optional ? join(" & ", [changes, runtime("RemovableChanges")]) : changes;
      if (!MAP_CHANGE_NAMES.has(name)) return member({ name, readonly: true, type });
      return [`member(name: ${stringLiteral(name)}): `, type];
    }),
  );
}
