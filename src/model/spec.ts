import type { looseItems } from "../entities/loose-items.js";
import type { toldByKeys } from "../entities/told-by-keys.js";
import type { KeyFeatures } from "../keys/encode-key.js";
import type { inexactQueries } from "../queries/inexact-queries.js";
import type { openCollection } from "../queries/open-collection.js";
import type { readingFilters } from "../queries/reading-filters.js";
import type { conversions } from "../values/conversions.js";
import type {
  AccessPatternModel,
  CollectionModel,
  ManagedRole,
  TableModel,
  UniqueModel,
  ValueType,
} from "./model.js";
import type { ValidCopy } from "./valid-copy.js";
import type { ValueRule } from "./value-rule.js";

/**
 * What generated code hands to the runtime: the Model without what only the generator needs (comments, printed types).
 * The generator prints these as constants.
 */
export interface EntitySpec<Repository = unknown> {
  readonly name: string;
  readonly table: TableModel;
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  /** What attributes must be that the schema does not name; absent where it has none of them. */
  readonly rest?: ValueRule<string | RegExp>;
  /** What reads the attributes that its schema does not name; absent where it has none of them. */
  readonly loose?: typeof looseItems;
  /** Why its zod schema is needed, as in "data has a refinement"; absent where rules say all that the schema does. */
  readonly zod?: string;
  readonly validCopy?: ValidCopy;
  readonly primaryKey: AccessPatternSpec;
  readonly indexes: readonly AccessPatternSpec[];
  readonly unique?: readonly UniqueModel[];
  /** What its keys need that are natural, or made of more than text in the ordered encoding. */
  readonly keys?: KeyFeatures;
  /** What its values need that are stored as something else than code has. */
  readonly values?: typeof conversions;
  /** What reads the attributes that an index leaves out, or that are in the primary key alone. */
  readonly told?: typeof toldByKeys;
  /** What its queries need that filter of themselves: others lie in what is read, items expire, keys tell a part. */
  readonly filters?: typeof readingFilters;
  /** The interface of its repository, for the compiler alone: there is no such value. */
  readonly repository?: Repository;
}

export interface AttributeSpec {
  /** Its name in DynamoDB, where that is another one. */
  readonly storedAs?: string;
  /** It is in the primary key alone, which tells it. */
  readonly stored?: false;
  readonly value: ValueType;
  /** What its schema demands, where that is more than `value` and `optional` say. */
  readonly rule?: ValueRule<string | RegExp>;
  /** May be absent from a stored item. */
  readonly optional?: true;
  readonly managed?: ManagedRole;
}

export interface AccessPatternSpec extends Omit<AccessPatternModel, "doc" | "shared"> {
  readonly shared?: true;
  /** How it is queried, where its keys hold but a part of a value, or do not sort by it. */
  readonly inexact?: typeof inexactQueries;
}

export interface CollectionSpec extends Pick<CollectionModel, "name" | "index"> {
  readonly members: readonly CollectionMemberSpec[];
  readonly shared?: true;
  /** What makes its method. */
  readonly open?: typeof openCollection;
}

export interface CollectionMemberSpec {
  readonly name: string;
  readonly cardinality: "one" | "many";
  readonly entity: EntitySpec;
  readonly pattern: string;
}
