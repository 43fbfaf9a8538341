import type { Database } from "./generated/index.js";
import { createHandler, type Response, type UserEvent } from "./handler.js";

/** Invokes the function with each of its actions. */
export async function main(db: Database): Promise<{ event: UserEvent; response: Response }[]> {
  const handler = createHandler(db);
  const events: UserEvent[] = [
    {
      action: "CREATE",
      data: { userId: "user-001", email: "alice@example.com", name: "Alice Johnson", age: 28 },
    },
    {
      action: "CREATE",
      data: { userId: "user-101", email: "test@example.com", name: "Test", age: 25, role: "tester" },
    },
    { action: "CREATE", data: { userId: "user-101", email: "other@example.com", name: "Other" } },
    { action: "READ", userId: "user-101" },
    { action: "UPDATE", userId: "user-101", updates: { age: 26, role: "senior-tester" } },
    { action: "UPDATE", userId: "user-999", updates: { age: 26 } },
    { action: "FIND_BY_EMAIL", email: "test@example.com" },
    { action: "FIND_BY_EMAIL", email: "TEST@example.com" },
    { action: "DELETE", userId: "user-001" },
    { action: "DELETE", userId: "user-001" },
    { action: "READ", userId: "user-001" },
    { action: "LIST" },
  ];
  const results: { event: UserEvent; response: Response }[] = [];
  for (const event of events) results.push({ event, response: await handler(event) });
  return results;
}
