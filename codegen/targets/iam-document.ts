/** An IAM policy document, as IAM takes it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: PolicyCondition;
}

/** Values by condition key by operator. */
export type PolicyCondition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Actions on one table or index, as a statement before it is joined with its like. */
export interface Permission {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resource: string;
  readonly condition?: PolicyCondition;
}

/** The characters that IAM allows in a managed policy, white space apart. */
export const MANAGED_POLICY_CHARACTERS = 6144;

/** A policy of permissions: those of the same actions under the same condition are one statement. */
export function policyDocument(permissions: readonly Permission[]): PolicyDocument {
  const statements = new Map<string, { first: Permission; resources: Set<string> }>();
  for (const permission of permissions) {
    const same = JSON.stringify([permission.actions, permission.condition]);
    const statement = statements.get(same) ?? { first: permission, resources: new Set() };
    statements.set(same, statement);
    statement.resources.add(permission.resource);
  }
  const taken = new Map<string, number>();
  return {
    Version: "2012-10-17",
    Statement: [...statements.values()].map(({ first: { sid, actions, condition }, resources }) => {
      const count = (taken.get(sid) ?? 0) + 1;
      taken.set(sid, count);
      return {
        Sid: count === 1 ? sid : `${sid}${count}`,
        Effect: "Allow",
        Action: actions.map((action) => `dynamodb:${action}`),
        Resource: [...resources],
        ...(condition === undefined ? {} : { Condition: condition }),
      };
    }),
  };
}
