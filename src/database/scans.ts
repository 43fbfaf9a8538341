import type { Entity } from "../entities/entity.js";
import { MonotableError } from "../errors.js";
import type { Member } from "../queries/members.js";
import { GlobalTableScan, TableScan } from "../queries/table-scan.js";
import type { Sender } from "../requests/request.js";

/** `db.scan`: a whole table by its logical name, or one of its indexes. */
export function tableScans(entities: readonly Entity[], sender: Sender) {
  return (table: string, index?: string): GlobalTableScan<unknown, unknown> => {
    const members = entities.flatMap((entity) =>
      entity.table.name === table ? (memberIn(entity, index) ?? []) : [],
    );
    const [first, ...others] = members;
    if (first === undefined) return refuse(entities, table, index);
    const name = index === undefined ? `scan(${table})` : `scan(${table}.${index})`;
    const target = { name, index, first, members: [first, ...others] as const, sender };
    const isGlobal = first.entity.table.indexes.some((each) => each.name === index && each.type === "global");
    const Class = isGlobal ? GlobalTableScan : TableScan;
    return new Class(target, GlobalTableScan.start());
  };
}

/** An entity as a member of a scan; `undefined` if it has no access pattern on the index. */
function memberIn(entity: Entity, index: string | undefined): Member | undefined {
  const { primaryKey, indexes } = entity.spec;
  const pattern = index === undefined ? primaryKey : indexes.find((each) => each.index === index);
  return pattern && { name: entity.name, entity, pattern };
}

function refuse(entities: readonly Entity[], table: string, index: string | undefined): never {
  const found = entities.find((entity) => entity.table.name === table);
  const tables = [...new Set(entities.map((entity) => entity.table.name))].join(", ");
  const reason = found
    ? `no entity of the table "${table}" has an access pattern on an index "${index}"`
    : `the schema has no table "${table}"; it has ${tables}`;
  throw new MonotableError("InvalidOptions", `scan: ${reason}`, { reason });
}
