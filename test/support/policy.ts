import type { PolicyDocument, PolicyStatement } from "../../codegen/targets/iam-document.js";

/** A request as IAM sees it. */
export interface PolicyRequest {
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  readonly leadingKeys?: readonly string[];
  /** The tags of the principal. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether it is a PartiQL statement that reads the whole table. */
  readonly fullTableScan?: boolean;
}

/**
 * Whether policies allow a request, by IAM's own rules as far as our policies use them: any statement that allows will do;
 * all its conditions must hold; `ForAllValues` holds of no values; what a variable stands for is never a wildcard, and
 * nothing matches where there is nothing for it.
 */
export function isAllowed(policies: readonly PolicyDocument[], request: PolicyRequest): boolean {
  return policies.some(({ Statement }) => Statement.some((statement) => allows(statement, request)));
}

function allows({ Action, Resource, Condition = {} }: PolicyStatement, request: PolicyRequest): boolean {
  if (!Action.includes(request.action) || !Resource.includes(request.resource)) return false;
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, contextValues(key, request), typeof wanted === "string" ? [wanted] : wanted, request),
    ),
  );
}

function holds(
  operator: string,
  values: readonly string[] | undefined,
  wanted: readonly string[],
  request: PolicyRequest,
): boolean {
  const like = (value: string) => wanted.some((pattern) => patternOf(pattern, request)?.test(value) ?? false);
  switch (operator) {
    case "ForAllValues:StringLike":
      return (values ?? []).every(like);
    case "StringLike":
      return values?.length === 1 && values.every(like);
    case "Null":
      return wanted.includes(String(values === undefined || values.length === 0));
    case "BoolIfExists":
      return values === undefined || values.every((value) => wanted.includes(value));
    default:
      throw new Error(`The evaluator does not know the operator ${operator}`);
  }
}

function contextValues(key: string, request: PolicyRequest): readonly string[] | undefined {
  if (key === "dynamodb:LeadingKeys") return request.leadingKeys?.length ? request.leadingKeys : undefined;
  if (key === "dynamodb:FullTableScan")
    return request.fullTableScan === undefined ? undefined : [String(request.fullTableScan)];
  const [, tag] = /^aws:PrincipalTag\/(.+)$/.exec(key) ?? [];
  if (tag === undefined) throw new Error(`The evaluator does not know the condition key ${key}`);
  const value = request.tags?.[tag];
  return value === undefined ? undefined : [value];
}

/** A pattern of StringLike; `undefined` if a variable in it has no value. */
function patternOf(pattern: string, request: PolicyRequest): RegExp | undefined {
  let known = true;
  const source = pattern.replace(/\$\{([^}]*)\}|[\s\S]/gu, (text, variable: string | undefined) => {
    if (variable === undefined)
      return text === "*" ? "[\\s\\S]*" : text === "?" ? "[\\s\\S]" : escapeText(text);
    if (["*", "?", "$"].includes(variable)) return escapeText(variable);
    const value = contextValues(variable, request)?.[0];
    known &&= value !== undefined;
    return escapeText(value ?? "");
  });
  return known ? new RegExp(`^${source}$`, "u") : undefined;
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
