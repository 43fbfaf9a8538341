import { compareEntity } from "./compare-entity.js";
import { compareNames, type DesignChange } from "./design-change.js";
import { canonicalText, type Lock, type LockedEntity, type LockedIndex, type LockedTable } from "./lock.js";

/** The changes of a design since its lock, those of tables first. */
export function compareLocks(before: Lock, after: Lock): DesignChange[] {
  const renamed = renamedEntities(before, after);
  return [
    ...compareNames(before.tables, after.tables, {
      both: compareTable,
      added: (name) => safe(name, "is a new table", "Run `monotable table create`."),
      removed: (name) =>
        removed(
          name,
          "is no longer a table",
          "The deployed table and its items stay until they are deleted.",
        ),
    }),
    ...compareNames(before.entities, after.entities, {
      both: compareEntity,
      added: (name) => {
        const old = renamed.get(name);
        if (old === undefined) return safe(name, "is a new entity", "It has no items yet.");
        return entityRenamed(name, old, after);
      },
      removed: (name) =>
        [...renamed.values()].includes(name)
          ? []
          : removed(
              name,
              "is no longer an entity",
              "Its items stay in the table, and no code reads them: delete them, or export the entity again.",
            ),
    }),
  ];
}

/** The new names of entities that are stored as one that is gone. */
function renamedEntities(before: Lock, after: Lock): Map<string, string> {
  const gone = Object.entries(before.entities).filter(([name]) => !(name in after.entities));
  const renamed = new Map<string, string>();
  for (const [name, entity] of Object.entries(after.entities)) {
    if (name in before.entities) continue;
    const old = gone.find(([, was]) => sameKeys(was, entity));
    if (old === undefined) continue;
    renamed.set(name, old[0]);
    gone.splice(gone.indexOf(old), 1);
  }
  return renamed;
}

function sameKeys(one: LockedEntity, other: LockedEntity): boolean {
  return one.table === other.table && canonicalText(one.key) === canonicalText(other.key);
}

function entityRenamed(name: string, old: string, after: Lock): DesignChange[] {
  const attribute = after.tables[after.entities[name]?.table ?? ""]?.entityAttribute;
  const what = `was renamed from "${old}" (same key)`;
  if (attribute === undefined)
    return safe(name, what, "Stored items carry no entity name, so they are read as before.");
  const todo = `Stored items carry ${attribute} = "${old}": write "${name}" there, or keep the name of the entity.`;
  return [{ name, kind: "breaks", what, todo }];
}

function safe(name: string, what: string, todo: string): DesignChange[] {
  return [{ name, kind: "safe", what, todo }];
}

/** A definition that is gone takes its entry with it, against which a later one would be compared: it is accepted by name. */
function removed(name: string, what: string, todo: string): DesignChange[] {
  return [{ name, kind: "breaks", what, todo }];
}

/** The changes of a table that was there before. */
function compareTable(table: string, before: LockedTable, after: LockedTable): DesignChange[] {
  const changes: DesignChange[] = [];
  const breaks = (part: string, what: string, todo: string): void => {
    changes.push({ name: `${table}.${part}`, kind: "breaks", what, todo });
  };
  const keyOf = ({ partitionKey, sortKey = "none" }: LockedTable): string => `${partitionKey}, ${sortKey}`;
  if (keyOf(before) !== keyOf(after)) {
    const what = `the key of the table changed from (${keyOf(before)}) to (${keyOf(after)})`;
    breaks(
      "key",
      what,
      "The key of a table cannot be changed: create a new table and copy every item into it.",
    );
  }
  if (before.keyEncoding !== after.keyEncoding) {
    const what = `keyEncoding changed from "${before.keyEncoding}" to "${after.keyEncoding}"`;
    breaks("keyEncoding", what, "Composed keys have other text now: copy every item to its new key.");
  }
  if (before.delimiter !== after.delimiter) {
    const what = `delimiter changed from "${before.delimiter}" to "${after.delimiter}"`;
    breaks("delimiter", what, "Composed keys have other text now: copy every item to its new key.");
  }
  if (before.entityAttribute !== after.entityAttribute) {
    const [was, is] = [before, after].map(({ entityAttribute }) => entityAttribute ?? "false");
    const todo =
      after.entityAttribute === undefined
        ? "New items carry no entity name: older versions of your code do not read them."
        : `Write the entity's name into ${after.entityAttribute} of every item.`;
    breaks("entityAttribute", `entityAttribute changed from ${was} to ${is}`, todo);
  }
  if (before.timeToLive !== after.timeToLive) {
    const [was, is] = [before, after].map(({ timeToLive }) => timeToLive ?? "none");
    changes.push({
      name: `${table}.timeToLive`,
      kind: after.timeToLive === undefined ? "safe" : "backfill",
      what: `timeToLive changed from ${was} to ${is}`,
      todo:
        after.timeToLive === undefined
          ? "Items no longer expire."
          : `Items without ${after.timeToLive} do not expire: write it into those that should.`,
    });
  }
  return [...changes, ...compareIndexes(table, before, after)];
}

function compareIndexes(table: string, before: LockedTable, after: LockedTable): DesignChange[] {
  const local = (of: LockedIndex): boolean => of.local === true;
  const change = (name: string, kind: DesignChange["kind"], what: string, todo: string): DesignChange[] => [
    { name: `${table}.${name}`, kind, what, todo },
  ];
  const newTable =
    "Local indexes are created with their table: create a new table and copy every item into it.";
  return compareNames(before.indexes, after.indexes, {
    added: (name, is) =>
      local(is)
        ? change(name, "breaks", "is a new local index", newTable)
        : change(name, "rebuild", "is a new index", "Run `monotable table apply`."),
    removed: (name, was) =>
      local(was)
        ? change(name, "safe", "is no longer an index", "A local index stays as long as its table.")
        : change(
            name,
            "safe",
            "is no longer an index",
            "Run `monotable table apply --allow-destructive` to delete it.",
          ),
    both: (name, was, is) => {
      if (canonicalText(was) === canonicalText(is)) return [];
      const what = differences(was, is).join("; ");
      if (local(was) || local(is)) return change(name, "breaks", what, newTable);
      const todo = "The index must be rebuilt: run `monotable table apply --allow-destructive`.";
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
    was[part] === is[part] ? [] : [`its ${part} changed from ${was[part]} to ${is[part]}`],
  );
}
