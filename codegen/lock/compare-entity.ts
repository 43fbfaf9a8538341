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
    const what = `was in the table ${before.table} and is in ${after.table}`;
    changes.push(change("table", "breaks", what, `Copy its items into ${after.table}.`));
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
          ? "Nothing is to be done."
          : "Its key attributes stay in the items, which stay in the index until they are removed.";
        return [change(index, "safe", "has no access pattern on it any more", todo)];
      },
      both: (index, was, is) => comparePattern(entity, index, was, is),
    }),
    ...compareNames(before.unique, after.unique, {
      added: (name) => {
        const todo = `Nothing guards the values of the items that are there: write a guard for each ${entity}, and see that no two meet.`;
        return [change(name, "backfill", "is a new unique constraint", todo)];
      },
      removed: (name) => {
        const todo = "Its guards stay until they are deleted; nothing reads them.";
        return [change(name, "safe", "is a unique constraint no more", todo)];
      },
      both: (name, was, is) => {
        if (was === is) return [];
        const todo = `The guards hold other values: write new ones for each ${entity}, then delete the old.`;
        return [change(name, "backfill", `was unique by ${was} and is by ${is}`, todo)];
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
      const todo = "It stays in the items; a loose schema still reads it.";
      return { name: `${entity}.${name}`, kind: "safe", what: "is an attribute no more", todo };
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
    const todo = `Items have it in ${moved}: write it into ${stored} of each, before code reads it there.`;
    return [{ name, kind: "breaks", what: `was stored as ${moved} and is stored as ${stored}`, todo }];
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
      todo: "Its items have these attributes already: DynamoDB puts them in.",
    };
  }
  const todo = `Items are in the index only with its key: write ${Object.keys(pattern.key).join(" and ")} into each ${entity}.`;
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
    const todo = `Items have the old key in this index: write ${Object.keys(is.key).join(" and ")} of each ${entity} anew.`;
    changes.push({ name, kind: "backfill", what: keyDifferences(was.key, is.key), todo });
  }
  if (canonicalText(was.when ?? {}) !== canonicalText(is.when ?? {})) {
    const what = `was in the index when ${whenText(was)} and is when ${whenText(is)}`;
    const todo = `Write each ${entity} anew, so that it enters or leaves the index.`;
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
    .map((name) => `${name} was ${shown(before[name])} and is ${shown(after[name])}`)
    .join("; ");
}

const shown = (text: string | undefined): string => (text === undefined ? "not there" : `\`${text}\``);

function whenText({ when }: LockedPattern): string {
  if (when === undefined) return "always";
  return Object.entries(when)
    .map(([name, values]) => `${name} is ${values.map((value) => JSON.stringify(value)).join(" or ")}`)
    .join(" and ");
}
