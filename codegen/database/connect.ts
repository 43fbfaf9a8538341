import { type ConnectOptions, connect as connectClient } from "../../src/client/connect.js";
import { type OpenControlPlane, openControlPlane } from "../../src/tables/control-plane.js";
import { requestFailure } from "./failure.js";

export type { ConnectOptions } from "../../src/client/connect.js";
export type { OpenControlPlane } from "../../src/tables/control-plane.js";

/**
 * A client for what reads and writes items.
 *
 * @throws CommandFailure if no region or no credentials are known
 */
export function connect(options: ConnectOptions) {
  return withRequestFailure(() => connectClient(options));
}

/**
 * A connection for what makes and changes tables. A request that fails is a {@link CommandFailure}.
 *
 * @throws CommandFailure if no region or no credentials are known
 */
export async function connectTables(options: ConnectOptions): Promise<OpenControlPlane> {
  const plane = await withRequestFailure(() => openControlPlane(options));
  const { region: own, server } = plane;
  return {
    ...plane,
    ask: (operation, input, region = own) =>
      withRequestFailure(() => plane.ask(operation, input, region), { operation, region, server }),
    change: (change) =>
      withRequestFailure(() => plane.change(change), {
        operation: change.operation,
        region: change.region ?? own,
        server,
      }),
  };
}

async function withRequestFailure<T>(
  ask: () => Promise<T>,
  where: Parameters<typeof requestFailure>[1] = {},
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw requestFailure(error, where);
  }
}
