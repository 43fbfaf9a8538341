import { keyAttributesOf, keyDetailsOf } from "../entities/attribute-roles.js";
import { fromDocument } from "../entities/read-item.js";
import { storedNames } from "../entities/stored-names.js";
import { comparedAttributes, type Former, isStill } from "../operations/former.js";
import { attributesOf, guardsOf, ownerOf, storedGuardsOf } from "../operations/unique-guards.js";
import { refuseTransaction } from "../requests/limits.js";
import type { Request } from "../requests/request.js";
import { type GuardAction, type GuardUse, guardActions, guardItem } from "../uniqueness/guard-action.js";
import { checkLimits } from "./limits.js";
import { itemOf, type Part } from "./part.js";

/** The items before a transaction, by the position of the part; of those alone that are read for it. */
export type Documents = ReadonlyMap<number, Readonly<Record<string, unknown>> | undefined>;

/** A transaction with the guards that keep its parts unique. */
export interface Composition {
  readonly request: Request<"TransactWriteItems">;
  /** What each part demands of what was read, by position. */
  readonly formers: readonly (Former | undefined)[];
  /** What is done to guards, in the order of the request, after the parts. */
  readonly guards: readonly GuardAction[];
}

/** The guards that belong to other items although a stored item has their values: they are left alone. */
export type ForeignGuards = ReadonlySet<string>;

/**
 * Composes the TransactWriteItems of parts: each on condition that its item is still as it was read, and with them the
 * guards of what they give up and take.
 */
export function composeTransaction(
  parts: readonly Part[],
  documents: Documents,
  foreign: ForeignGuards,
  token: string | undefined,
): Composition {
  const isGuarded = parts.some(({ guarding }) => guarding !== undefined);
  const formers = isGuarded ? parts.map((part, position) => formerOf(part, position, documents)) : [];
  const items = parts.map((part, position) => {
    const former = formers[position];
    return part.item(former && isStill(part.entity, former));
  });
  const guards = isGuarded ? guardsOfAll(parts, documents, foreign) : [];
  checkLimits(
    parts.map(({ entity }, position) => ({ entity, item: itemOf(items[position] ?? {}) })),
    guards.length,
  );
  const all = guards.length === 0 ? items : [...items, ...guards.map(guardItem)];
  const input = { TransactItems: all, ...(token !== undefined && { ClientRequestToken: token }) };
  return { request: { operation: "TransactWriteItems", input }, formers, guards };
}

/** What is done to the guards of all parts together. */
function guardsOfAll(
  parts: readonly Part[],
  documents: Documents,
  foreign: ForeignGuards,
): readonly GuardAction[] {
  const uses = parts.map((part, position) => guardUses(part, position, documents));
  return guardActions(
    uses.flatMap(({ taken }) => taken),
    uses.flatMap(({ given }) => given).filter(({ guard }) => !foreign.has(guard.id)),
    refuseTransaction,
  );
}

/** What a part demands of the item that was read for it. */
function formerOf(part: Part, position: number, documents: Documents): Former | undefined {
  const { entity, guarding, whole } = part;
  if (guarding === undefined || guarding.known !== undefined) return undefined;
  const document = documents.get(position);
  if (document === undefined) return { names: [], document };
  const names = attributesOf(guarding.constraints).filter((name) => !keyAttributesOf(entity).has(name));
  return {
    names: [
      ...new Set([...(whole ? comparedAttributes(entity, document) : []), ...storedNames(entity, names)]),
    ],
    document,
  };
}

/** The guards that a part takes and gives up: those of values that stay are left alone. */
function guardUses(
  { entity, guarding }: Part,
  position: number,
  documents: Documents,
): { readonly taken: readonly GuardUse[]; readonly given: readonly GuardUse[] } {
  if (guarding === undefined) return { taken: [], given: [] };
  const { constraints, known } = guarding;
  const document = known === undefined ? documents.get(position) : known.document;
  const before = document && fromDocument(entity, document, attributesOf(constraints));
  const after = guarding.after(before);
  const key = keyDetailsOf(entity, guarding.key);
  const owner = ownerOf(entity, key);
  const isNew = known !== undefined && document === undefined;
  const had = before === undefined ? [] : storedGuardsOf(entity, constraints, before);
  const has = after === undefined ? [] : guardsOf(entity, constraints, after);
  const without = (guards: typeof has, others: typeof has) =>
    guards
      .filter(({ id }) => !others.some((other) => other.id === id))
      .map((guard): GuardUse => ({ position, guard, key, owner, isNew }));
  return { taken: without(has, had), given: without(had, has) };
}
