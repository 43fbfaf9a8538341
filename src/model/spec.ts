import type {
  AccessPatternModel,
  CollectionModel,
  ManagedRole,
  TableModel,
  UniqueModel,
  ValueType,
} from "./model.js";

/**
 * What generated code hands to the runtime: the Model without what only the generator needs (comments, printed types).
 * The generator prints these as constants.
 */
export interface EntitySpec<Repository = unknown> {
  readonly name: string;
  readonly table: TableModel;
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  readonly primaryKey: AccessPatternSpec;
  readonly indexes: readonly AccessPatternSpec[];
  readonly unique?: readonly UniqueModel[];
  /** The interface of its repository, for the compiler alone: there is no such value. */
  readonly repository?: Repository;
}

export interface AttributeSpec {
  /** Its name in DynamoDB, where that is another one. */
  readonly storedAs?: string;
  readonly value: ValueType;
  /** May be absent from a stored item. */
  readonly optional?: true;
  readonly managed?: ManagedRole;
}

export type AccessPatternSpec = Omit<AccessPatternModel, "doc" | "shared"> & { readonly shared?: true };

export interface CollectionSpec extends Pick<CollectionModel, "name" | "index"> {
  readonly members: readonly CollectionMemberSpec[];
  readonly shared?: true;
}

export interface CollectionMemberSpec {
  readonly name: string;
  readonly cardinality: "one" | "many";
  readonly entity: EntitySpec;
  readonly pattern: string;
}
