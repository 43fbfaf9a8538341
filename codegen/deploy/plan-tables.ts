import type { TableModel } from "../../src/model/model.js";
import { deployedTable } from "./deployed-table.js";
import { describeTable, describeWhole, isComplete } from "./describe.js";
import { diffTable } from "./diff.js";
import { DeployFailure } from "./failure.js";
import type { Endpoint } from "./operations.js";
import type { TablePlan } from "./step.js";
import { asSupported, isScaled, settled } from "./support.js";
import type { TableState } from "./table-state.js";

/** A table of the schema, and its name in DynamoDB. */
export interface NamedTable {
  readonly table: TableModel;
  readonly name: string;
}

/** Looks at a table as it is deployed; nothing if it is not. */
export async function readTable(endpoint: Endpoint, { table, name }: NamedTable): Promise<FoundTable> {
  const complete = await isComplete(endpoint, name);
  const wanted = settled(table);
  const { settings } = wanted;
  const described = await describeTable(endpoint, name);
  if (described === undefined) return { complete };
  const scaled = [settings, ...Object.values(settings.indexes)].some((of) => isScaled(of.throughput));
  const provisioned = described.BillingModeSummary?.BillingMode !== "PAY_PER_REQUEST";
  const scaling = scaled || (provisioned && (await endpoint.canScale()));
  const state = deployedTable(await describeWhole(endpoint, described, { complete, scaling }));
  return { complete, state };
}

interface FoundTable {
  /** Whether the endpoint knows all that a table can have. */
  readonly complete: boolean;
  readonly state?: TableState;
}

/**
 * Compares a table with its schema.
 *
 * @param recreate Whether it may be deleted and made anew where it cannot be changed.
 */
export async function planTable(endpoint: Endpoint, asked: NamedTable, recreate = false): Promise<TablePlan> {
  const { complete, state } = await readTable(endpoint, asked);
  if (state?.status === "DELETING") {
    throw new DeployFailure(`Table ${asked.name} is being deleted. Try again when it is gone.`);
  }
  const wanted = settled(asked.table);
  const { table, unsupported } = complete ? { table: wanted, unsupported: [] } : asSupported(wanted);
  const changes = diffTable(table, asked.name, state, { recreate });
  return {
    table: asked.table.name,
    name: asked.name,
    exists: state !== undefined,
    ...changes,
    unsupported,
  };
}
