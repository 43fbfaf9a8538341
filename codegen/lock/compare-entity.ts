import { conditionText } from "../model-facts/index-conditions.js";
import { addedMember, compareForms, type FormChange, membersOf, requiredMember } from "./compare-form.js";
import { compareNames, type DesignChange } from "./design-change.js";
import { canonicalText, type LockedEntity, type LockedKey, type LockedPattern } from "./lock.js";

/** The changes of an entity that was there before. */
export function compareEntity(entity: string, before: LockedEntity, after: LockedEntity): DesignChange[] {
  const change = (part: string, kind: DesignChange["kind"], what: string, todo: string): DesignChange => {
    return { name: `${entity}.${part}`, kind, what, todo };
  };
  const changes: DesignChange[] = [];
  if (before.table !== after.table) {
    const what = `moved from the table ${before.table} to ${after.table}`;
    changes.push(change("table", "breaks", what, `Copy its items into ${after.table}.`));
  }
  const name = ({ storedAs = entity, constants = {} }: LockedEntity): string =>
    [
      storedAs,
      ...Object.entries(constants).map(([constant, value]) => `${constant} ${JSON.stringify(value)}`),
    ].join(", ");
  if (name(before) !== name(after)) {
    const what = `is stored as ${name(after)} instead of ${name(before)}`;
    changes.push(
      change("storedAs", "breaks", what, `Write its new name into every ${entity}, and its guards anew.`),
    );
  }
  if (canonicalText(before.key) !== canonicalText(after.key)) {
    const what = keyDifferences(before.key, after.key);
    const todo = `Copy every ${entity} to its new key and delete the old item, before code reads by the new one.`;
    changes.push(change("key", "breaks", what, todo));
  }
  return [
    ...changes,
    ...compareAttributes(entity, before, after),
    ...compareNames(before.indexes, after.indexes, {
      added: (index, is) => [addedPattern(entity, index, is, before)],
      removed: (index, was) => {
        const natural = isNatural(was);
        const todo = natural
          ? "No action needed."
          : "Its key attributes stay in the items, which stay in the index until they are removed.";
        return [change(index, "safe", "no longer has an access pattern on it", todo)];
      },
      both: (index, was, is) => comparePattern(entity, index, was, is),
    }),
    ...compareNames(before.unique, after.unique, {
      added: (name) => {
        const todo = `Existing items have no guards: write a guard for each ${entity}, and check that no two have the same values.`;
        return [change(name, "backfill", "is a new unique constraint", todo)];
      },
      removed: (name) => {
        const todo = "Its guards stay until they are deleted, but are no longer read.";
        return [change(name, "safe", "is no longer a unique constraint", todo)];
      },
      both: (name, was, is) => {
        if (was === is) return [];
        const todo = `The existing guards hold other values: write new ones for each ${entity}, then delete the old ones.`;
        return [change(name, "backfill", `is now unique by ${is} instead of ${was}`, todo)];
      },
    }),
  ];
}

/** Attributes by their stored names; one that code calls as before and stores elsewhere has moved. */
function compareAttributes(entity: string, before: LockedEntity, after: LockedEntity): DesignChange[] {
  const [was, is] = [membersOf(before.attributes), membersOf(after.attributes)];
  const called = (stored: string, { names }: LockedEntity): string => names?.[stored] ?? stored;
  const gone = [...was.keys()].filter((stored) => !is.has(stored));
  const arrived = [...is.keys()].filter((stored) => !was.has(stored));
  const removed = gone
    .map((stored) => called(stored, before))
    .filter((name) => arrived.every((stored) => called(stored, after) !== name))
    .map((name): DesignChange => {
      const todo = "It stays in stored items; a loose schema still reads it.";
      return { name: `${entity}.${name}`, kind: "safe", what: "is no longer an attribute", todo };
    });
  const kept = [...is].flatMap(([stored, { form, optional }]): DesignChange[] => {
    const name = `${entity}.${called(stored, after)}`;
    const old = was.get(stored);
    if (old !== undefined) {
      const changes = [...compareForms(old.form, form), ...requiredMember("", old.optional && !optional)];
      return changes.map((change) => changeOf(name, change));
    }
    const moved = gone.find((other) => called(other, before) === called(stored, after));
    if (moved === undefined) return [changeOf(name, addedMember("", optional))];
    const todo = `Existing items have it in ${moved}: copy it to ${stored} in each before code reads it there.`;
    return [{ name, kind: "breaks", what: `is now stored as ${stored} instead of ${moved}`, todo }];
  });
  return [...removed, ...kept];
}

function changeOf(name: string, { path, kind, what, todo }: FormChange): DesignChange {
  return { name, kind, what: path === "" ? what : `${path} ${what}`, todo };
}

function addedPattern(
  entity: string,
  index: string,
  pattern: LockedPattern,
  before: LockedEntity,
): DesignChange {
  const name = `${entity}.${index}`;
  const what = "has a new access pattern on it";
  const held = new Set([...membersOf(before.attributes).keys(), ...Object.keys(before.key)]);
  if (isNatural(pattern) && Object.keys(pattern.key).every((attribute) => held.has(attribute))) {
    return {
      name,
      kind: "safe",
      what,
      todo: "Its items already have these attributes: DynamoDB adds them to the index.",
    };
  }
  const todo = `Existing items are not in the index: write ${Object.keys(pattern.key).join(" and ")} into each ${entity}.`;
  return { name, kind: "backfill", what, todo };
}

function comparePattern(
  entity: string,
  index: string,
  was: LockedPattern,
  is: LockedPattern,
): DesignChange[] {
  const name = `${entity}.${index}`;
  const changes: DesignChange[] = [];
  if (canonicalText(was.key) !== canonicalText(is.key)) {
    const todo = `Existing items have the old key in this index: rewrite ${Object.keys(is.key).join(" and ")} of each ${entity}.`;
    changes.push({ name, kind: "backfill", what: keyDifferences(was.key, is.key), todo });
  }
  if (canonicalText(was.when ?? {}) !== canonicalText(is.when ?? {})) {
    const what = `is now in the index when ${whenText(is)} instead of when ${whenText(was)}`;
    const todo = `Rewrite each ${entity}, so that it enters or leaves the index.`;
    changes.push({ name, kind: "backfill", what, todo });
  }
  return changes;
}

function isNatural({ key }: LockedPattern): boolean {
  return Object.values(key).every((text) => text.startsWith("= "));
}

function keyDifferences(before: LockedKey, after: LockedKey): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name} changed from ${shown(before[name])} to ${shown(after[name])}`)
    .join("; ");
}

const shown = (text: string | undefined): string => (text === undefined ? "absent" : `\`${text}\``);

function whenText({ when }: LockedPattern): string {
  if (when === undefined) return "always";
  return conditionText(when, JSON.stringify);
}
