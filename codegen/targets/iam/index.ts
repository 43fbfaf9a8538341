import type { Model } from "../../../src/model/model.js";
import { iamPolicies, type Policies } from "../iam.js";
import { type Target, type TargetOptions, tableNameOf } from "../target.js";

/** What each repository, access pattern and collection needs, and nothing else, as IAM policies. */
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
