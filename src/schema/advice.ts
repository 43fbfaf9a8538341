/** The warnings about an entity that its design may accept, by the name of the rule. */
export type EntityAdvice = "hot-partition" | "mutable-key";

/** The warnings about a table and its indexes that its design may accept, by the name of the rule. */
export type TableAdvice = "unused-index";
