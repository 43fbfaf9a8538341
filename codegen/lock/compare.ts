import { compareEntity } from "./compare-entity.js";
import { compareTable } from "./compare-table.js";
import { compareNames, type DesignChange } from "./design-change.js";
import { canonicalText, type Lock, type LockedEntity } from "./lock.js";

/** The changes of a design since its lock, those of tables first. */
export function compareLocks(before: Lock, after: Lock): DesignChange[] {
  const renamed = renamedEntities(before, after);
  return [
    ...compareNames(before.tables, after.tables, {
      both: compareTable,
      added: (name) => safe(name, "is a new table", "`monotable table create` makes it."),
      removed: (name) => safe(name, "is a table no more", "What is deployed stays until it is deleted."),
    }),
    ...compareNames(before.entities, after.entities, {
      both: compareEntity,
      added: (name) => {
        const old = renamed.get(name);
        if (old === undefined) return safe(name, "is a new entity", "No item of it is there yet.");
        return entityRenamed(name, old, after);
      },
      removed: (name) =>
        [...renamed.values()].includes(name)
          ? []
          : safe(name, "is an entity no more", "Its items stay, and nothing reads them."),
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
  const what = `is what ${old} was: its key is the same`;
  if (attribute === undefined)
    return safe(name, what, "Its items carry no name, so they are read as before.");
  const todo = `Every item of ${old} has "${old}" in ${attribute}: write "${name}" there, or keep the name of the entity.`;
  return [{ name, kind: "breaks", what, todo }];
}

function safe(name: string, what: string, todo: string): DesignChange[] {
  return [{ name, kind: "safe", what, todo }];
}
