import { resolve } from "node:path";
import type { TableModel } from "../../src/model/model.js";
import { suggestion } from "../diagnostics/suggestion.js";
import type { TargetOptions } from "../targets/index.js";
import type { Design } from "./design.js";
import { type Fixtures, readFixtures } from "./fixtures.js";

/** What only some targets take, as the command line gives it. */
export interface TargetFlags {
  readonly tableArn?: readonly string[];
  readonly tenant?: string;
  readonly tenantTag?: string;
  readonly scans?: true;
  readonly partiql?: true;
  readonly entity?: readonly string[];
  readonly items?: string;
  readonly seed?: string;
  readonly samples?: number;
}

type Read<Value> = Value | { readonly problem: string };

/** The options that only some targets have, or a sentence on what is wrong with them. */
export async function readTargetOptions(
  flags: TargetFlags,
  design: Design,
  cwd: string,
): Promise<Read<TargetOptions>> {
  const { tenant, tenantTag = tenant, entity, seed = "monotable", samples = 4 } = flags;
  const { entities, tables } = design.model;
  const names = entities.map(({ name }) => name);
  const unknown = entity?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    return { problem: `There is no entity "${unknown}". ${suggestion(unknown, names, "The design")}` };
  const attributes = [...new Set(entities.flatMap((each) => each.attributes.map(({ name }) => name)))];
  if (tenant !== undefined && !attributes.includes(tenant)) {
    return {
      problem: `No entity has an attribute "${tenant}". ${suggestion(tenant, attributes, "The design")}`,
    };
  }
  if (tenantTag !== undefined && !TAG.test(tenantTag)) {
    return {
      problem: `"${tenantTag}" cannot be the name of a tag: letters, digits, spaces and _.:/=+-@, up to 128.`,
    };
  }
  if (tenant === undefined && tenantTag !== undefined)
    return { problem: "--tenant-tag names the tag of a --tenant: say which attribute that is." };
  const tableArns = readTableArns(flags.tableArn ?? [], tables);
  if ("problem" in tableArns) return { problem: String(tableArns.problem) };
  let items: Fixtures | undefined;
  try {
    if (flags.items !== undefined)
      items = await readFixtures(resolve(cwd, flags.items), flags.items, design.model);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  return {
    schemas: design.schemas,
    tableArns,
    samples: { seed, count: samples },
    ...(tenant !== undefined && tenantTag !== undefined && { tenant: { attribute: tenant, tag: tenantTag } }),
    ...(flags.scans && { scans: true }),
    ...(flags.partiql && { partiql: true }),
    ...(entity !== undefined && { entities: entity }),
    ...(items !== undefined && { items }),
  };
}

const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TABLE_ARN = /^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255}$/;

/** ARNs by logical name, of `shop=arn:…`; of a design with one table the ARN alone will do. */
function readTableArns(
  given: readonly string[],
  tables: readonly TableModel[],
): Read<Readonly<Record<string, string>>> {
  const arns: Record<string, string> = {};
  const known = tables.map(({ name }) => name);
  for (const text of given) {
    const [, named, arn = text] = /^([^=:]+)=(.*)$/s.exec(text) ?? [];
    const table = named ?? (known.length === 1 ? known[0] : undefined);
    if (table === undefined) {
      return {
        problem: `--table-arn takes <table>=<ARN>, as the design has several tables: ${known.join(", ")}.`,
      };
    }
    if (!known.includes(table))
      return { problem: `There is no table "${table}". ${suggestion(table, known, "The design")}` };
    if (!TABLE_ARN.test(arn)) {
      return {
        problem: `"${arn}" is not the ARN of a table, which is arn:aws:dynamodb:<region>:<account>:table/<name>.`,
      };
    }
    arns[table] = arn;
  }
  return arns;
}
