import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

/** Direct messages: conversations by participant, and the messages of each conversation. */
export const messages = defineTable("cruddur-messages", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    // The sort key of the table is the index's too.
    "message-group-sk-index": { partitionKey: "message_group_uuid", sortKey: "sk" },
  },
  stream: "NEW_IMAGE",
  // No item names its type: the prefix of its partition key does.
  entityAttribute: false,
});

/** UTC with milliseconds, always: only one format of one length sorts by time. */
const timestamp = z.iso.datetime({ precision: 3 });

/** A conversation as one participant sees it: one item for each of the two. */
export const MessageGroup = defineEntity("MessageGroup", {
  table: messages,
  schema: z.object({
    /** The participant whose list this item is in. */
    owner_uuid: z.uuid(),
    message_group_uuid: z.uuid(),
    /** When the newest message was written. */
    last_message_at: timestamp,
    /** The newest message. */
    message: z.string().min(1).max(1024),
    /** The other participant. */
    user_uuid: z.uuid(),
    user_display_name: z.string(),
    user_handle: z.string(),
  }),
  // The id keeps two conversations of one millisecond apart.
  key: (g) => ({
    partition: key`GRP#${g.owner_uuid}`,
    sort: key`${g.last_message_at}#${g.message_group_uuid}`,
  }),
  indexes: (g) => ({
    /** Both participants' items of a conversation. */
    byGroup: { index: "message-group-sk-index", partition: g.message_group_uuid },
  }),
});

/** A message of a conversation. */
export const Message = defineEntity("Message", {
  table: messages,
  schema: z.object({
    /** The conversation. Not called `message_group_uuid`: messages would enter the index of conversations. */
    group_uuid: z.uuid(),
    message_uuid: z.uuid(),
    created_at: timestamp,
    message: z.string().min(1).max(1024),
    /** The author. */
    user_uuid: z.uuid(),
    user_display_name: z.string(),
    user_handle: z.string(),
  }),
  key: (m) => ({ partition: key`MSG#${m.group_uuid}`, sort: key`${m.created_at}#${m.message_uuid}` }),
});
