import { compareNames, type DesignChange } from "./design-change.js";
import { canonicalText, type LockedIndex, type LockedTable } from "./lock.js";

/** The changes of a table that was there before. */
export function compareTable(table: string, before: LockedTable, after: LockedTable): DesignChange[] {
  const changes: DesignChange[] = [];
  const breaks = (part: string, what: string, todo: string): void => {
    changes.push({ name: `${table}.${part}`, kind: "breaks", what, todo });
  };
  const keyOf = ({ partitionKey, sortKey = "none" }: LockedTable): string => `${partitionKey}, ${sortKey}`;
  if (keyOf(before) !== keyOf(after)) {
    const what = `the key of the table was (${keyOf(before)}) and is (${keyOf(after)})`;
    breaks("key", what, "A table keeps its key: make a new table, and copy every item into it.");
  }
  if (before.keyEncoding !== after.keyEncoding) {
    const what = `keyEncoding was "${before.keyEncoding}" and is "${after.keyEncoding}"`;
    breaks("keyEncoding", what, "Composed keys hold other text now: copy every item to its new key.");
  }
  if (before.delimiter !== after.delimiter) {
    const what = `delimiter was "${before.delimiter}" and is "${after.delimiter}"`;
    breaks("delimiter", what, "Composed keys hold other text now: copy every item to its new key.");
  }
  if (before.entityAttribute !== after.entityAttribute) {
    const [was, is] = [before, after].map(({ entityAttribute }) => entityAttribute ?? "false");
    const todo =
      after.entityAttribute === undefined
        ? "New items carry no name: older versions of your code do not read them."
        : `Write the entity's name into ${after.entityAttribute} of every item.`;
    breaks("entityAttribute", `entityAttribute was ${was} and is ${is}`, todo);
  }
  if (before.timeToLive !== after.timeToLive) {
    const [was, is] = [before, after].map(({ timeToLive }) => timeToLive ?? "none");
    changes.push({
      name: `${table}.timeToLive`,
      kind: after.timeToLive === undefined ? "safe" : "backfill",
      what: `timeToLive was ${was} and is ${is}`,
      todo:
        after.timeToLive === undefined
          ? "No item expires any more."
          : `Items without ${after.timeToLive} do not expire: write it where they should.`,
    });
  }
  return [...changes, ...compareIndexes(table, before, after)];
}

function compareIndexes(table: string, before: LockedTable, after: LockedTable): DesignChange[] {
  const local = (of: LockedIndex): boolean => of.local === true;
  const change = (name: string, kind: DesignChange["kind"], what: string, todo: string): DesignChange[] => [
    { name: `${table}.${name}`, kind, what, todo },
  ];
  const newTable = "Local indexes are made with their table: make a new one, and copy every item into it.";
  return compareNames(before.indexes, after.indexes, {
    added: (name, is) =>
      local(is)
        ? change(name, "breaks", "is a new local index", newTable)
        : change(name, "rebuild", "is a new index", "`monotable table apply` makes it."),
    removed: (name, was) =>
      local(was)
        ? change(name, "safe", "is an index no more", "A local index stays as long as its table.")
        : change(
            name,
            "safe",
            "is an index no more",
            "`monotable table apply --allow-destructive` deletes it.",
          ),
    both: (name, was, is) => {
      if (canonicalText(was) === canonicalText(is)) return [];
      const what = differences(was, is).join("; ");
      if (local(was) || local(is)) return change(name, "breaks", what, newTable);
      const todo = "The index must be built anew: `monotable table apply --allow-destructive` does it.";
      return change(name, "rebuild", what, todo);
    },
  });
}

function differences(before: LockedIndex, after: LockedIndex): string[] {
  const text = ({ local, partitionKey, sortKey = [], projection }: LockedIndex) => ({
    type: local ? "local" : "global",
    key: [...partitionKey, ...sortKey].join(", "),
    // The border between the two keys counts too.
    "partition key": partitionKey.join(", "),
    projection: typeof projection === "string" ? projection : projection.join(", "),
  });
  const [was, is] = [text(before), text(after)];
  return (["type", "key", "partition key", "projection"] as const).flatMap((part) =>
    was[part] === is[part] ? [] : [`its ${part} was ${was[part]} and is ${is[part]}`],
  );
}
