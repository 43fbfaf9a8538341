import { cdk } from "./cdk.js";
import { cloudformation } from "./cloudformation.js";
import { iam } from "./iam.js";
import { jsonSchema } from "./json-schema.js";
import { sdk } from "./sdk.js";
import type { Target } from "./target.js";
import { terraform } from "./terraform.js";
import { workbench } from "./workbench.js";

export type { Target, TargetOptions } from "./target.js";

/** The targets of `monotable emit`, by name. */
export const targets = {
  sdk,
  cloudformation,
  terraform,
  cdk,
  workbench,
  iam,
  "json-schema": jsonSchema,
} as const satisfies Readonly<Record<string, Target>>;

/** A target by its name, if there is one. */
export function findTarget(name: string): Target | undefined {
  return new Map<string, Target>(Object.entries(targets)).get(name);
}
