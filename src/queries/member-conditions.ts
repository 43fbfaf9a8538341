import { isDeepStrictEqual } from "node:util";
import { allOf, type ConditionNode, join } from "../expressions/condition.js";
import { buildCondition, type ConditionBuilder } from "../operations/condition.js";
import { entityFilter, type Filters } from "./filters.js";
import { holdsNames, type Member, type Members } from "./members.js";

/**
 * What `.filter` takes where several entities are read: a condition for each by its name, the others unaffected; or one
 * for all of them, on the attributes that all have.
 */
export type MemberConditions<Paths> =
  | ConditionBuilder<Paths[keyof Paths]>
  | { readonly [Name in keyof Paths]?: ConditionBuilder<Paths[Name]> | undefined };

/** A condition for each member, by name; no condition for those that are left out. */
export type MemberNodes = ReadonlyMap<string, ConditionNode>;

/** Runs what `.filter` was given, for each of the members that it names. */
export function memberNodes<Paths>(
  members: Members,
  accessPattern: string,
  conditions: MemberConditions<Paths>,
): MemberNodes {
  const builders = typeof conditions === "function" ? undefined : Object.entries(conditions);
  for (const [name] of builders ?? []) checkName(members, accessPattern, name);
  const nodes = members.map(({ name, entity }) => {
    const given: unknown = builders === undefined ? conditions : new Map(builders).get(name);
    // The seam between the generated paths of each member and their implementation.
    const node = given === undefined ? undefined : buildCondition(entity, given as ConditionBuilder<unknown>);
    return [name, node] as const;
  });
  return new Map(nodes.flatMap(([name, node]) => (node === undefined ? [] : [[name, node]])));
}

/** Refuses the name of what is not read. */
export function checkName(members: Members, accessPattern: string, name: string): void {
  if (members.some((member) => member.name === name)) return;
  const [{ entity }] = members;
  const reason = `there is no "${name}": it has ${members.map((member) => member.name).join(", ")}`;
  throw entity.error("InvalidQuery", `${accessPattern}: ${reason}`, { accessPattern, reason });
}

/**
 * The filters of a read of several entities.
 *
 * @param named what tells the members' items from others, where that is needed at all
 */
export function memberFilters(
  members: Members,
  accessPattern: string,
  named: readonly ConditionNode[],
  conditions: readonly MemberNodes[],
): Pick<Filters, "own" | "user"> {
  const nodes = members.map(({ name }) => allOf(conditions.map((each) => each.get(name))));
  const [first, ...others] = nodes;
  // What holds for all alike need not tell them apart.
  if (others.every((node) => isDeepStrictEqual(node, first))) {
    return { own: named, user: first === undefined ? [] : [first] };
  }
  if (!holdsNames(members)) refuse(members, accessPattern);
  const isFree = (_: Member, position: number): boolean => nodes[position] === undefined;
  const free = entityFilter(
    members.filter(isFree).map(({ entity }) => entity),
    true,
  );
  const bound = members.flatMap(({ entity }, position) => {
    const node = nodes[position];
    return node === undefined ? [] : [join("and", [...entityFilter([entity], true), node])];
  });
  return { own: [], user: [join("or", [...free, ...bound])] };
}

function refuse([{ entity }]: Members, accessPattern: string): never {
  const reason =
    "conditions that differ by member need the entity attribute, which is not in what is read; give one condition for all, or look at the items when they are read";
  throw entity.error("InvalidQuery", `${accessPattern}: ${reason}`, { accessPattern, reason });
}
