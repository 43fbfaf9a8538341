/**
 * The IAM actions behind what a repository does. A transaction has no action of its own: DynamoDB asks for those of its
 * parts. A batch has: BatchWriteItem needs neither PutItem nor DeleteItem.
 */

/** `get`, `getMany`, and the reads of `modify`, `move` and `transactGet`. */
export const READ_ITEMS = ["BatchGetItem", "GetItem"] as const;

/** Every query, of the table or of an index. */
export const QUERY = ["Query"] as const;

/** Scans read the items of all entities. */
export const SCAN = ["Scan"] as const;

/** Writes of one item, and `check` in a transaction. */
export const WRITE_ITEMS = ["ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"] as const;

/** `putMany`, `deleteMany` and `db.batchWrite`. */
export const BATCH_WRITE = ["BatchWriteItem"] as const;

/** `db.raw.partiql`. */
export const PARTIQL_READ = ["PartiQLSelect"] as const;
export const PARTIQL_WRITE = ["PartiQLDelete", "PartiQLInsert", "PartiQLUpdate"] as const;
