/**
 * What a test may need that not every engine does as DynamoDB does it. This is the one place that says so; the requests
 * that show it are in test/integration/engine.test.ts, so that nothing stays here that an engine has learnt.
 *
 * A test that needs one says which: `it.runIf(has("multi-attribute indexes"))("…", …)`, or `describe.runIf`, or for one
 * case of several `skip(!has("…"), "…")` of the test's context. Before adding a capability, show with a request of the
 * SDK alone, in engine.test.ts, that it is the engine that differs and not monotable that is wrong.
 */
export const CAPABILITIES = [
  /** Indexes of several partition or sort attributes: their creation, their order, conditions on each attribute. */
  "multi-attribute indexes",
  /** `begins_with` on a key tells case apart, and does not end at U+0000. */
  "exact prefixes of keys",
  /** At most 100 operands of IN and 300 operators in an expression. */
  "limits of expressions",
  /** An item of 409,600 bytes, counted as DynamoDB counts them, is stored, and one byte more is not. */
  "sizes of items to the byte",
  /** A transaction reads at most 4 MB. */
  "sizes of transactional reads",
  /** A statement of PartiQL whose condition does not hold tells the item that it found. */
  "conditions of PartiQL",
  /** A Query or Scan ends at 1 MB of items read, whether or not they match the filter. */
  "pages before the filter",
  /** An item that a transaction cannot write, such as one of a path that is not there, cancels it with a reason. */
  "cancelled transactions",
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** The engines that the tests run on. */
export type Engine = "DynamoDB Local" | "dynoxide";

/** What an engine does otherwise than DynamoDB. */
export const LACKS: Readonly<Record<Engine, readonly Capability[]>> = {
  "DynamoDB Local": ["pages before the filter", "cancelled transactions"],
  dynoxide: [
    "multi-attribute indexes",
    "exact prefixes of keys",
    "limits of expressions",
    "sizes of items to the byte",
    "sizes of transactional reads",
    "conditions of PartiQL",
  ],
};
