import type { Database } from "./generated/index.js";
import {
  followMessage,
  listConversations,
  listMessages,
  type Person,
  postMessage,
  startConversation,
} from "./messaging.js";

export const andrew: Person = {
  uuid: "0b4b7a5e-6d3c-4a53-9d1d-4e3a2f6c1a01",
  displayName: "Andrew Brown",
  handle: "andrewbrown",
};
export const bayko: Person = {
  uuid: "7c1f1df4-2b0e-4c58-8a5f-0f6f5d1c9b02",
  displayName: "Andrew Bayko",
  handle: "bayko",
};

/** One conversation of two people, as each of them sees it. */
export async function main(db: Database): Promise<string[]> {
  const start = new Date("2026-01-01T00:00:00.000Z");
  const minutes = (count: number) => new Date(start.getTime() + count * 60_000);
  const { group } = await startConversation(db, andrew, bayko, "Have you seen the new episode?", start);
  for (let count = 1; count <= 24; count += 1) {
    const author = count % 2 === 0 ? andrew : bayko;
    await followMessage(
      db,
      await postMessage(db, group.message_group_uuid, author, `Line ${count}`, minutes(count)),
    );
  }

  const [conversation] = await listConversations(db, bayko.uuid).all();
  const newest = await listMessages(db, group.message_group_uuid);
  const older = await listMessages(db, group.message_group_uuid, { after: newest.cursor });
  return [
    `${conversation?.user_handle} writes: ${conversation?.message}`,
    ...[...older.messages, ...newest.messages].map(
      ({ user_handle, message }) => `${user_handle}: ${message}`,
    ),
  ];
}
