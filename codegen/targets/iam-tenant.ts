import { isTemplate } from "../../src/keys/encode-key.js";
import { guardPrefix } from "../../src/keys/guard-key.js";
import type { EntityModel, KeyPart, Piece, TableModel, UniqueModel } from "../../src/model/model.js";
import type { PolicyCondition } from "./iam-document.js";

/** Whose items a principal may touch: those with its own value of an attribute. */
export interface Tenant {
  readonly attribute: string;
  /** The tag of the principal that holds the value. */
  readonly tag: string;
}

/** A pattern of the values of a partition key that are one tenant's, or why there is none. */
export type LeadingKey = { readonly pattern: string } | { readonly problem: string };

/**
 * The pattern of an access pattern's partition keys that are the tenant's alone: what stands before the attribute, the
 * principal's tag, and what follows.
 */
export function leadingKey(parts: readonly KeyPart[], table: TableModel, tenant: Tenant): LeadingKey {
  const [part, ...more] = parts;
  if (part === undefined || more.length > 0)
    return { problem: "its partition key has several attributes, of which IAM compares the first alone" };
  const variable = `\${aws:PrincipalTag/${tenant.tag}}`;
  if (!isTemplate(part)) {
    const problem = tenantProblem(part.natural, tenant);
    return problem === undefined ? { pattern: variable } : { problem };
  }
  const at = part.template.findIndex((piece) => typeof piece !== "string");
  const first = part.template[at];
  if (first === undefined || typeof first === "string") {
    return { problem: `its partition key has no attribute, and does not begin with ${tenant.attribute}` };
  }
  const problem = tenantProblem(first, tenant) ?? delimiterProblem(table);
  if (problem !== undefined) return { problem };
  const texts = part.template.map((piece, position) => {
    if (position === at) return variable;
    return typeof piece === "string" ? escapePattern(piece) : "*";
  });
  return { pattern: texts.join("") };
}

/** The pattern of the partition keys of a constraint's guards that are the tenant's alone: they are always ordered keys. */
export function guardLeadingKey(entity: string, { name, pieces }: UniqueModel, tenant: Tenant): LeadingKey {
  const [first, ...more] = pieces;
  const problem =
    first === undefined || first.attribute !== tenant.attribute || tenantProblem(first, tenant) !== undefined
      ? `its unique constraint ${name} does not begin with ${tenant.attribute}, so that its guards are those of all tenants`
      : undefined;
  if (problem !== undefined) return { problem };
  const variable = `\${aws:PrincipalTag/${tenant.tag}}`;
  const rest = more.map(() => "#*").join("");
  return { pattern: `${escapePattern(guardPrefix(entity, name))}${variable}${rest}` };
}

/** Returns the reason why a key piece does not hold the tenant as a tag can; `undefined` if it does. */
function tenantProblem(piece: Piece, { attribute }: Tenant): string | undefined {
  if (piece.attribute !== attribute)
    return `its partition key begins with ${piece.attribute}, not with ${attribute}`;
  if (piece.derived !== undefined)
    return `its key holds a value derived from ${attribute}, not the attribute itself`;
  if (piece.type !== "string") return `${attribute} is not a string, but a tag is a string`;
  return undefined;
}

/** The characters of a tag: letters, numbers, spaces and `_.:/=+-@`. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;

/**
 * In an ordered key no value holds the delimiter. In a plain one a tag that holds it would stand for two pieces, so that
 * the tenant `a:b` would find items of the tenant `a`.
 */
function delimiterProblem({ keyEncoding, delimiter }: TableModel): string | undefined {
  if (keyEncoding === "ordered" || !TAG_TEXT.test(delimiter)) return undefined;
  return `a tag may hold the delimiter ${JSON.stringify(delimiter)}, so that one tenant's tag could stand for another's keys`;
}

/** Text that IAM compares as it is: without wildcards and variables. */
function escapePattern(text: string): string {
  return text.replace(/[*?$]/g, "${$&}");
}

/**
 * The condition that all partition keys of a request match. `ForAllValues` holds where there are none at all, hence the
 * `Null`; an empty tag would match what begins with a delimiter, hence the `?*`.
 */
export function tenantCondition(patterns: readonly string[], { tag }: Tenant): PolicyCondition {
  return {
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [...new Set(patterns)] },
    Null: { "dynamodb:LeadingKeys": "false" },
    StringLike: { [`aws:PrincipalTag/${tag}`]: "?*" },
  };
}

/**
 * Entities of the same table in whose partitions a tenant's pattern could reach, because what is first in them is not
 * the tenant: `USER#${userId}` where a tenant is `USER#${tenantId}`, too.
 */
export function reachedBy(
  entity: EntityModel,
  entities: readonly EntityModel[],
  { attribute }: Tenant,
): readonly EntityModel[] {
  const start = literalStart(entity.primaryKey.partition[0]);
  return entities.filter(({ name, table, primaryKey: { partition } }) => {
    if (name === entity.name || table !== entity.table) return false;
    if (firstAttribute(partition[0]) === attribute) return false;
    const other = literalStart(partition[0]);
    return start.startsWith(other) || other.startsWith(start);
  });
}

function literalStart(part: KeyPart | undefined): string {
  if (part === undefined || !isTemplate(part)) return "";
  const [first] = part.template;
  return typeof first === "string" ? first : "";
}

function firstAttribute(part: KeyPart | undefined): string | undefined {
  if (part === undefined) return undefined;
  if (!isTemplate(part)) return part.natural.attribute;
  return part.template.find((piece) => typeof piece !== "string")?.attribute;
}
