import { describe, expectTypeOf, it } from "vitest";
import type { Database, Message, MessageGroup } from "../../examples/messaging/generated/index.js";

declare const db: Database;
const key = { group_uuid: "g", created_at: "2026-01-01T00:00:00.000Z", message_uuid: "m" };

describe("messaging", () => {
  it("takes whole keys", () => {
    expectTypeOf(db.message.get(key)).resolves.toEqualTypeOf<Message | undefined>();
    // @ts-expect-error created_at is missing
    db.message.get({ group_uuid: "g", message_uuid: "m" });
  });

  it("takes the pieces of a sort key from the left", () => {
    db.message.query({ group_uuid: "g", created_at: { beginsWith: "2026" } });
    // @ts-expect-error created_at is skipped
    db.message.query({ group_uuid: "g", message_uuid: "m" });
    // The index has the conversation in its partition key: its sort key does not ask for it again.
    db.messageGroup.byGroup({ message_group_uuid: "g", last_message_at: { gte: "2026" } });
    // @ts-expect-error the partition key is missing
    db.messageGroup.byGroup({ last_message_at: { gte: "2026" } });
  });

  it("filters and selects known attributes", async () => {
    const query = db.messageGroup.query({ owner_uuid: "o" });
    expectTypeOf(query.filter((g) => g.user_handle.eq("bayko")).all()).resolves.toEqualTypeOf<
      MessageGroup[]
    >();
    // @ts-expect-error unknown attribute
    query.filter((g) => g.handle.eq("bayko"));
    // @ts-expect-error of another type
    query.filter((g) => g.message.gt(3));
    const first = await query.select("message").first();
    // @ts-expect-error user_handle was not selected
    first?.user_handle;
  });

  it("changes what is not in a key", () => {
    db.message.update(key).set({ message: "edited" });
    // @ts-expect-error a part of the key
    db.message.update(key).set({ created_at: "2027" });
    // @ts-expect-error no attribute is a number
    db.message.update(key).add({ message: 1 });
  });
});
