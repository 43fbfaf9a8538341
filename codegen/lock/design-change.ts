/**
 * The consequence of a change for existing items. `safe`: none. `rebuild`: DynamoDB has to rebuild an index, which
 * `monotable table apply` does. `backfill`: items have to be written again before reads are complete. `breaks`: they
 * can no longer be found or read.
 */
export type ChangeKind = "safe" | "rebuild" | "backfill" | "breaks";

/** A change of the physical design. */
export interface DesignChange {
  /** By which it is accepted: `Order.key`, `Order.total`, `shop.delimiter`. */
  readonly name: string;
  readonly kind: ChangeKind;
  /** The difference, as a sentence without its subject. */
  readonly what: string;
  /** The steps that existing items need. */
  readonly todo: string;
}

/** Goes through two sets of named things, by what became of each. */
export function compareNames<T>(
  before: Readonly<Record<string, T>> = {},
  after: Readonly<Record<string, T>> = {},
  on: {
    readonly both: (name: string, was: T, is: T) => DesignChange[];
    readonly added: (name: string, is: T) => DesignChange[];
    readonly removed: (name: string, was: T) => DesignChange[];
  },
): DesignChange[] {
  const removed = Object.entries(before).flatMap(([name, was]) =>
    Object.hasOwn(after, name) ? [] : on.removed(name, was),
  );
  const kept = Object.entries(after).flatMap(([name, is]) => {
    const was = Object.hasOwn(before, name) ? before[name] : undefined;
    return was === undefined ? on.added(name, is) : on.both(name, was, is);
  });
  return [...removed, ...kept];
}
