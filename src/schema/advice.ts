/** The warnings about an entity that its design may accept, by the name of the rule. */
export type EntityAdvice = "hot-partition" | "filtered-range" | "mutable-key" | "plain-order" | "key-size";

/** The warnings about a collection that its design may accept, by the name of the rule. */
export type CollectionAdvice = "filtered-range";

/** The warnings about a table and its indexes that its design may accept, by the name of the rule. */
export type TableAdvice = "unused-index";
