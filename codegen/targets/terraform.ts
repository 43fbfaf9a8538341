import type { Model } from "../../src/model/model.js";
import { type Block, type Comment, printHcl, printHclJson } from "./hcl.js";
import { uniqueNames } from "./identifiers.js";
import { GENERATED_BY, type Target, type TargetOptions } from "./target.js";
import { tableBlocks } from "./terraform-table.js";

/** Tables for Terraform and OpenTofu, with what the AWS provider keeps in resources of its own. */
export const terraform: Target<"hcl" | "json"> = {
  title: "Terraform configuration of the tables",
  formats: ["hcl", "json"],
  files: (model, options = {}) => {
    const blocks = blocksOf(model, options);
    return options.format === "json"
      ? new Map([["tables.tf.json", printHclJson(blocks)]])
      : new Map([["tables.tf", printHcl(blocks)]]);
  },
};

/** The version of the provider that knows `key_schema` and a region for each resource. */
const PROVIDER = "hashicorp/aws 6.30 or later";

function blocksOf(model: Model, options: TargetOptions): (Block | Comment)[] {
  const unique = uniqueNames("_");
  const label = (...parts: readonly string[]): string => unique(parts.map(identifier).join("_"));
  return [
    { comment: `${GENERATED_BY}\nIt needs ${PROVIDER}.` },
    ...model.tables.flatMap((table) => tableBlocks(table, label, options)),
  ];
}

/** A name of a resource: letters, digits, `_` and `-`, and no digit in front. */
function identifier(name: string, position: number): string {
  const text = name.replaceAll(/[^A-Za-z\d_-]/g, "_");
  return position === 0 && /^[\d-]/.test(text) ? `_${text}` : text;
}
