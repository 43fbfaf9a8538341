import { haveSameClient, type Sender } from "../requests/request.js";
import type { RepositoryContext } from "./repository-context.js";

/** An operation of a repository. */
interface OperationOfRepository {
  readonly context: RepositoryContext;
}

/** Rejects operations that another client would send than the one of the database that they are given to. */
export function checkClient(
  sender: Sender,
  operations: readonly OperationOfRepository[],
  reject: (reason: string, operation: OperationOfRepository) => never,
): void {
  for (const [position, operation] of operations.entries()) {
    if (haveSameClient(operation.context.sender, sender)) continue;
    reject(
      `operation ${position + 1} is of a database on another client; open both databases on one client`,
      operation,
    );
  }
}
