import { randomUUID } from "node:crypto";
import { isMonotableError } from "monotable";
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
) => db.message.create(newMessage(group_uuid, author, message, now));

const newMessage = (group_uuid: string, author: Person, message: string, now: Date): Message => ({
  group_uuid,
  message_uuid: randomUUID(),
  created_at: now.toISOString(),
  message,
  ...describe(author),
});

/**
 * D. A conversation: an item for each participant, which names the other, and the first message, all of one time. One
 * transaction: all three are there, or none.
 */
export async function startConversation(
  db: Database,
  author: Person,
  receiver: Person,
  message: string,
  now = new Date(),
): Promise<{ group: MessageGroup; message: Message }> {
  const message_group_uuid = randomUUID();
  const shared = { message_group_uuid, last_message_at: now.toISOString(), message };
  const group = { ...shared, owner_uuid: author.uuid, ...describe(receiver) };
  const first = newMessage(message_group_uuid, author, message, now);
  await db.transactWrite([
    db.messageGroup.create(group),
    db.messageGroup.create({ ...shared, owner_uuid: receiver.uuid, ...describe(author) }),
    db.message.create(first),
  ]);
  return { group, message: first };
}

/** E. What follows from a message, as the handler of a stream does it: every participant's item moves to its time. */
export async function followMessage(db: Database, message: Message): Promise<void> {
  const participants = await participantsOf(db, message.group_uuid).all();
  await Promise.all(participants.map((participant) => moveConversation(db, participant, message)));
}

/**
 * E. Moves a participant's item to the time of the newest message; a message that is not the newest moves nothing.
 * The time is a part of the key: an item that somebody else has moved meanwhile is not there any more. Then it is looked
 * for, and compared anew.
 */
export async function moveConversation(
  db: Database,
  participant: MessageGroup,
  newest: Pick<Message, "created_at" | "message">,
): Promise<void> {
  const { owner_uuid, message_group_uuid } = participant;
  let current: MessageGroup | undefined = participant;
  while (current !== undefined && current.last_message_at <= newest.created_at) {
    try {
      const { created_at: last_message_at, message } = newest;
      await db.messageGroup.move(current, { last_message_at, message });
      return;
    } catch (error) {
      if (!isMonotableError(error, "NotFound")) throw error;
      current = await db.messageGroup
        .query({ owner_uuid })
        .descending()
        .consistent()
        .filter((group) => group.message_group_uuid.eq(message_group_uuid))
        .first();
    }
  }
}
