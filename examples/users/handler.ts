import { isMonotableError } from "monotable";
import type { Database, UserChanges, UserInput } from "./generated/index.js";

/** What the function is invoked with. */
export type UserEvent =
  | { readonly action: "CREATE"; readonly data: Omit<UserInput, "createdAt"> }
  | { readonly action: "READ"; readonly userId: string }
  | { readonly action: "UPDATE"; readonly userId: string; readonly updates: UserChanges }
  | { readonly action: "DELETE"; readonly userId: string }
  | { readonly action: "LIST" }
  | { readonly action: "FIND_BY_EMAIL"; readonly email: string };

export interface Response {
  readonly statusCode: number;
  /** JSON. */
  readonly body: string;
}

const respond = (statusCode: number, body: unknown): Response => ({ statusCode, body: JSON.stringify(body) });
const found = (item: unknown): Response =>
  item ? respond(200, item) : respond(404, { error: "User not found" });

/** The function that a Lambda exports: `export const handler = createHandler(createDatabase(new DynamoDBClient()))`. */
export function createHandler(db: Database): (event: UserEvent) => Promise<Response> {
  return async (event) => {
    try {
      return await handle(db, event);
    } catch (error) {
      return failure(error);
    }
  };
}

async function handle(db: Database, event: UserEvent): Promise<Response> {
  switch (event.action) {
    case "CREATE":
      return respond(201, await db.user.create({ ...event.data, createdAt: new Date().toISOString() }));
    case "READ":
      return found(await db.user.get({ userId: event.userId }));
    case "UPDATE":
      return respond(200, await db.user.update({ userId: event.userId }).set(event.updates));
    case "DELETE":
      await db.user.delete({ userId: event.userId });
      return respond(200, { deleted: event.userId });
    case "LIST": {
      const users = await db.user.scan().all();
      return respond(200, { count: users.length, users });
    }
    case "FIND_BY_EMAIL":
      return found(await db.user.byEmail({ email: event.email }).first());
    default:
      return respond(400, {
        error: `Unknown action ${JSON.stringify((event as { action?: unknown }).action)}`,
      });
  }
}

/** What went wrong, by its code. The details name the attributes. */
function failure(error: unknown): Response {
  if (!isMonotableError(error)) return respond(500, { error: "Internal error" });
  const body = { error: error.message, code: error.code, details: error.details };
  switch (error.code) {
    case "InvalidItem":
    case "InvalidKey":
    case "InvalidUpdate":
    case "InvalidValue":
      return respond(400, body);
    case "NotFound":
      return respond(404, body);
    case "AlreadyExists":
      return respond(409, body);
    default:
      return respond(500, { error: "Internal error", code: error.code });
  }
}
