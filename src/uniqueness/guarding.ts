import type { Values } from "../keys/key-part.js";
import type { UniqueModel } from "../model/model.js";

/** What a write does to what its entity's unique constraints speak of. */
export interface Guarding {
  /** What the item is known by: the attributes of its primary key are in it. */
  readonly key: Values;
  /** The constraints whose values may change. */
  readonly constraints: readonly UniqueModel[];
  /** The item before the write, where the write knows and demands it; it is read otherwise. */
  readonly known?: { readonly document: Readonly<Record<string, unknown>> | undefined };
  /**
   * The attributes of the constraints after the write, by what they were; nothing before where there is no item,
   * nothing after where there will be none.
   */
  after(before: Values | undefined): Values | undefined;
}
