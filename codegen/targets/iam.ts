import type { EntityModel, Model } from "../../src/model/model.js";
import {
  type Access,
  collectionAccess,
  type Extras,
  patternAccess,
  queriesOf,
  readAccess,
  writeAccess,
} from "./iam-access.js";
import { PARTIQL_READ, SCAN } from "./iam-actions.js";
import {
  MANAGED_POLICY_CHARACTERS,
  type Permission,
  type PolicyCondition,
  type PolicyDocument,
  policyDocument,
} from "./iam-document.js";
import { guardLeadingKey, leadingKey, reachedBy, type Tenant, tenantCondition } from "./iam-tenant.js";
import { type Target, type TargetOptions, type TargetProblem, tableNameOf } from "./target.js";

export interface PolicyOptions extends Extras {
  /** The ARNs of tables by logical name. */
  readonly tableArn: (table: string) => string;
  /** Only items whose keys begin with the principal's own value of an attribute. */
  readonly tenant?: Tenant;
  /** The policies of these entities alone, and of collections of them. */
  readonly entities?: readonly string[];
}

/** Policies by path, and what is wrong with them. */
export interface Policies {
  readonly policies: ReadonlyMap<string, PolicyDocument>;
  readonly problems: readonly TargetProblem[];
}

/** The subject of a policy, in messages and paths. */
interface Subject {
  readonly path: string;
  readonly accesses: readonly Access[];
}

/**
 * The least that each repository, access pattern and collection needs: a policy that only reads and one that writes too
 * for each repository, and one for each query by itself.
 */
export function iamPolicies(model: Model, options: PolicyOptions): Policies {
  const problems = new Map<string, TargetProblem>();
  const report = (problem: TargetProblem) => problems.set(problem.message, problem);
  if (options.tenant !== undefined && options.scans === true) {
    report({
      severity: "error",
      message: "A scan reads the items of all tenants, so a policy for one tenant cannot allow it.",
      help: "Leave out --scans or --tenant.",
    });
  }
  const policies = new Map<string, PolicyDocument>();
  for (const { path, accesses } of subjects(model, options)) {
    const permissions = accesses.flatMap((access) => permissionOf(access, model, options, report) ?? []);
    if (permissions.length === 0) continue;
    const policy = policyDocument(permissions);
    policies.set(path, policy);
    const characters = JSON.stringify(policy).length;
    if (characters > MANAGED_POLICY_CHARACTERS) {
      report({
        severity: "warning",
        message: `${path} has ${characters} characters, but a managed policy is limited to ${MANAGED_POLICY_CHARACTERS}.`,
        help: "Attach the policies of single repositories, or use an inline policy of a role (limit: 10,240 characters).",
      });
    }
  }
  return { policies, problems: [...problems.values()] };
}

function subjects(model: Model, options: PolicyOptions): Subject[] {
  const isMeant = (entity: string): boolean => options.entities?.includes(entity) ?? true;
  const repositories = model.entities
    .filter(({ name }) => isMeant(name))
    .flatMap((entity): Subject[] => {
      const read = readAccess(entity, options);
      return [
        { path: `repositories/${entity.name}.read.json`, accesses: read },
        {
          path: `repositories/${entity.name}.read-write.json`,
          accesses: [...read, ...writeAccess(entity, options)],
        },
        ...queriesOf(entity).map((pattern) => ({
          path: `access-patterns/${entity.name}.${pattern.name}.json`,
          accesses: [patternAccess(entity, pattern)],
        })),
      ];
    });
  const whole = model.collections.filter(({ members }) => members.every(({ entity }) => isMeant(entity)));
  const collections = whole.flatMap((collection): Subject[] => {
    const access = collectionAccess(collection, model);
    return access === undefined ? [] : [{ path: `collections/${collection.name}.json`, accesses: [access] }];
  });
  return [...repositories, ...collections];
}

/** An access as IAM grants it; `undefined` where it cannot be limited to a tenant. */
function permissionOf(
  access: Access,
  model: Model,
  options: PolicyOptions,
  report: (problem: TargetProblem) => void,
): Permission | undefined {
  const { sid, actions, entity, index } = access;
  const table = options.tableArn(entity.table);
  const resource = index === undefined ? table : `${table}/index/${index}`;
  const statement = actions[0] === PARTIQL_READ[0] && !options.scans ? NO_FULL_SCAN : {};
  if (options.tenant === undefined) {
    return { sid, actions, resource, ...(Object.keys(statement).length > 0 && { condition: statement }) };
  }
  if (actions[0] === SCAN[0]) return undefined;
  const patterns = tenantPatterns(access, model, options.tenant, report);
  if (patterns === undefined) return undefined;
  return {
    sid,
    actions,
    resource,
    condition: { ...tenantCondition(patterns, options.tenant), ...statement },
  };
}

/** A PartiQL SELECT whose WHERE does not give the partition key is a scan. */
const NO_FULL_SCAN: PolicyCondition = { BoolIfExists: { "dynamodb:FullTableScan": "false" } };

/** The partition keys of an access that are one tenant's; `undefined` where some are not, which is reported. */
function tenantPatterns(
  { patterns, index, guards = [], entity: owner }: Access,
  model: Model,
  tenant: Tenant,
  report: (problem: TargetProblem) => void,
): readonly string[] | undefined {
  const arns: string[] = [];
  for (const { entity, pattern } of patterns) {
    const table = model.tables.find(({ name }) => name === entity.table);
    if (table === undefined) return undefined;
    const key = leadingKey(pattern.partition, table, tenant);
    if ("problem" in key) {
      report(
        index === undefined
          ? unlimited(entity, key.problem, tenant)
          : leftOut(entity, pattern.name, key.problem),
      );
      return undefined;
    }
    if (index === undefined) reportReached(entity, model, tenant, report);
    arns.push(key.pattern);
  }
  for (const constraint of guards) {
    const key = guardLeadingKey(owner.storedAs ?? owner.name, constraint, tenant);
    if ("problem" in key) {
      report(unlimited(owner, key.problem, tenant));
      return undefined;
    }
    arns.push(key.pattern);
  }
  return arns;
}

function unlimited({ name }: EntityModel, problem: string, { attribute }: Tenant): TargetProblem {
  return {
    severity: "error",
    message: `${name} cannot be limited to one ${attribute}: ${problem}.`,
    help: `Begin its partition key with the attribute, e.g. key\`TENANT#\${o.${attribute}}#…\`, or leave the entity out with --entity.`,
  };
}

function leftOut({ name }: EntityModel, pattern: string, problem: string): TargetProblem {
  return {
    severity: "warning",
    message: `${name}.${pattern} is left out of all policies: ${problem}, so a query would read items of other tenants.`,
    help: "If tenants need it, begin the partition key of the access pattern with the attribute.",
  };
}

function reportReached(
  entity: EntityModel,
  model: Model,
  tenant: Tenant,
  report: (problem: TargetProblem) => void,
): void {
  for (const other of reachedBy(entity, model.entities, tenant)) {
    report({
      severity: "warning",
      message: `The policies of ${entity.name} may reach items of ${other.name}: both partition keys begin alike, but that of ${other.name} does not continue with ${tenant.attribute}.`,
      help: `Give the two keys different prefixes, unless the next piece in the key of ${other.name} can never equal a ${tenant.attribute}.`,
    });
  }
}

/** Emits the least permissions of each repository, access pattern and collection as IAM policies. */
export const iam: Target<"json"> = {
  title: "least-privilege IAM policies of each repository and access pattern, as JSON",
  formats: ["json"],
  files: (model, options = {}) =>
    new Map(
      [...policiesOf(model, options).policies].map(([path, policy]) => [
        path,
        `${JSON.stringify(policy, undefined, 2)}\n`,
      ]),
    ),
  problems: (model, options = {}) => policiesOf(model, options).problems,
};

/** Stands for what only the account knows, in the words of AWS's own reference. */
const ARN = `arn:\${Partition}:dynamodb:\${Region}:\${Account}:table/`;

function policiesOf(model: Model, options: TargetOptions): Policies {
  const { tenant, entities, scans = false, partiql = false, tableArns = {} } = options;
  return iamPolicies(model, {
    tableArn: (table) => tableArns[table] ?? `${ARN}${tableNameOf(table, options)}`,
    scans,
    partiql,
    ...(tenant === undefined ? {} : { tenant }),
    ...(entities === undefined ? {} : { entities }),
  });
}
