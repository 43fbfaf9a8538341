import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDatabase } from "../monotable/generated/index.js";
import type { Library } from "./probe.js";

/**
 * monotable. `add` and a lone `set` of an index key's attribute do not compile (and are refused at run time): `modify` is
 * how its documentation changes one.
 */
export function monotable(client: DynamoDBClient, table: string): Library {
  const db = createDatabase(client, { tables: { probed: table } });
  return {
    name: "monotable",
    createMember: async (tenantId, memberId) => {
      await db.member.create({ tenantId, memberId });
    },
    createScore: async (score) => {
      await db.score.create(score);
    },
    pointsOf: async (game) => (await db.score.byPoints({ game }).all()).map(({ points }) => points),
    addPoints: async (key, points) => {
      await db.score.modify(key, (score) => ({ points: score.points + points }));
    },
    createTicket: async (ticket) => {
      await db.ticket.create(ticket);
    },
    setStatus: async (ticketId, status) => {
      await db.ticket.modify({ ticketId }, () => ({ status }));
    },
    removeAssignee: async (ticketId) => {
      await db.ticket.update({ ticketId }).remove("assignee");
    },
  };
}
