import { randomUUID } from "node:crypto";
import type { Database, Message, MessageGroup } from "./generated/index.js";

/** A person who writes and receives messages. */
export interface Person {
  readonly uuid: string;
  readonly displayName: string;
  readonly handle: string;
}

const describe = (person: Person) => ({
  user_uuid: person.uuid,
  user_display_name: person.displayName,
  user_handle: person.handle,
});

/** A. The messages of a conversation, a page at a time from the newest on; each page is shown oldest first. */
export async function listMessages(
  db: Database,
  group_uuid: string,
  { size = 20, after }: { readonly size?: number; readonly after?: string | undefined } = {},
): Promise<{ messages: Message[]; cursor: string | undefined }> {
  const { items, cursor } = await db.message.query({ group_uuid }).descending().page({ size, after });
  return { messages: items.reverse(), cursor };
}

/** A, within one year. On 1 January this hides what was written the day before: `listMessages` does not. */
export const messagesOfYear = (db: Database, group_uuid: string, year: string) =>
  db.message.query({ group_uuid, created_at: { beginsWith: year } }).descending();

/** The messages between two times, both included. */
export const messagesBetween = (db: Database, group_uuid: string, from: string, to: string) =>
  db.message.query({ group_uuid, created_at: { between: [from, to] } });

/** B. The conversations of a person, most recently active first. */
export const listConversations = (db: Database, owner_uuid: string) =>
  db.messageGroup.query({ owner_uuid }).descending();

/** Both participants' items of a conversation. A global index: just after a write it may give fewer. */
export const participantsOf = (db: Database, message_group_uuid: string) =>
  db.messageGroup.byGroup({ message_group_uuid });

/** C. A message in a conversation. */
export const postMessage = (
  db: Database,
  group_uuid: string,
  author: Person,
  message: string,
  now = new Date(),
) =>
  db.message.create({
    group_uuid,
    message_uuid: randomUUID(),
    created_at: now.toISOString(),
    message,
    ...describe(author),
  });

/** D. A conversation: an item for each participant, which names the other, and the first message, all of one time. */
export async function startConversation(
  db: Database,
  author: Person,
  receiver: Person,
  message: string,
  now = new Date(),
): Promise<{ group: MessageGroup; message: Message }> {
  const message_group_uuid = randomUUID();
  const shared = { message_group_uuid, last_message_at: now.toISOString(), message };
  const group = await db.messageGroup.create({ ...shared, owner_uuid: author.uuid, ...describe(receiver) });
  await db.messageGroup.create({ ...shared, owner_uuid: receiver.uuid, ...describe(author) });
  return { group, message: await postMessage(db, message_group_uuid, author, message, now) };
}
