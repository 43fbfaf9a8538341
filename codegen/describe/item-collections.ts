import type { AccessPatternModel, CollectionModel, EntityModel, TableModel } from "../../src/model/model.js";
import { camelCase } from "../model-facts/names.js";
import { leadingText, partitionForm, partText } from "./key-text.js";

/** Items that share a partition key: what one Query can read together. */
export interface ItemCollection {
  /** Absent: in the table itself. */
  readonly index?: string;
  /** What the partition key is made of. */
  readonly partition: string;
  /** In the order in which their items lie, as far as the templates tell. */
  readonly members: readonly { readonly entity: string; readonly sort: string }[];
  /** The collections of the schema that read it. */
  readonly readBy: readonly string[];
}

/** The item collections of a table and its indexes. */
export function itemCollections(
  table: TableModel,
  entities: readonly EntityModel[],
  collections: readonly CollectionModel[],
): ItemCollection[] {
  return [undefined, ...table.indexes.map(({ name }) => name)].flatMap((index) => {
    const groups = new Map<string, { entity: EntityModel; pattern: AccessPatternModel }[]>();
    for (const entity of entities) {
      for (const pattern of [entity.primaryKey, ...entity.indexes]) {
        if (pattern.index !== index) continue;
        const form = partitionForm(pattern);
        groups.set(form, [...(groups.get(form) ?? []), { entity, pattern }]);
      }
    }
    return [...groups.values()].map((members): ItemCollection => {
      const sorted = members.toSorted((a, b) => compare(leadOf(a.pattern), leadOf(b.pattern)));
      const names = new Set(members.map(({ entity }) => entity.name));
      const readBy = collections.filter(
        (collection) =>
          collection.index === index && collection.members.every(({ entity }) => names.has(entity)),
      );
      return {
        ...(index !== undefined && { index }),
        partition: (members[0]?.pattern.partition ?? []).map(partText).join(", "),
        members: sorted.map(({ entity, pattern }) => ({
          entity: entity.name,
          sort: pattern.sort.map(partText).join(", "),
        })),
        readBy: readBy.map(({ name }) => camelCase(name)),
      };
    });
  });
}

const leadOf = ({ sort: [part] }: AccessPatternModel): string => leadingText(part);

/** As DynamoDB sorts text: by UTF-8 bytes. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
