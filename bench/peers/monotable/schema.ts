import { defineEntity, defineTable, key } from "monotable";
import { z } from "zod";

export const probed = defineTable("probed", {
  partitionKey: "pk",
  sortKey: "sk",
  indexes: {
    gsi1: { partitionKey: "gsi1pk", sortKey: "gsi1sk" },
    gsi2: { partitionKey: "gsi2pk", sortKey: "gsi2sk" },
  },
});

export const Member = defineEntity("Member", {
  table: probed,
  schema: z.object({ tenantId: z.string(), memberId: z.string() }),
  key: (m) => ({ partition: key`MEMBER#${m.tenantId}#${m.memberId}`, sort: key`MEMBER` }),
});

export const Score = defineEntity("Score", {
  table: probed,
  schema: z.object({ game: z.string(), player: z.string(), points: z.int() }),
  key: (s) => ({ partition: key`GAME#${s.game}`, sort: key`PLAYER#${s.player}` }),
  indexes: (s) => ({
    byPoints: { index: "gsi1", partition: key`GAME#${s.game}`, sort: key`POINTS#${s.points}` },
  }),
});

export const Ticket = defineEntity("Ticket", {
  table: probed,
  schema: z.object({
    ticketId: z.string(),
    project: z.string(),
    status: z.string(),
    openedAt: z.iso.datetime(),
    assignee: z.string().optional(),
  }),
  key: (t) => ({ partition: key`TICKET#${t.ticketId}`, sort: key`TICKET` }),
  indexes: (t) => ({
    byStatus: { index: "gsi1", partition: key`PROJECT#${t.project}`, sort: key`${t.status}#${t.openedAt}` },
    byAssignee: { index: "gsi2", partition: key`ASSIGNEE#${t.assignee}`, sort: key`TICKET#${t.ticketId}` },
  }),
});
