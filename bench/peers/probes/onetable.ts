import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Table } from "dynamodb-onetable";
import { Dynamo } from "dynamodb-onetable/Dynamo";
import type { Library } from "./probe.js";

/** OneTable: keys by value templates, as its documentation does it. */
export function onetable(client: DynamoDBClient, name: string): Library {
  const schema = {
    format: "onetable:1.1.0",
    version: "0.0.1",
    indexes: {
      primary: { hash: "pk", sort: "sk" },
      gsi1: { hash: "gsi1pk", sort: "gsi1sk", project: "all" },
      gsi2: { hash: "gsi2pk", sort: "gsi2sk", project: "all" },
    },
    models: {
      Member: {
        pk: { type: String, value: "MEMBER#${tenantId}#${memberId}" },
        sk: { type: String, value: "MEMBER" },
        tenantId: { type: String, required: true },
        memberId: { type: String, required: true },
      },
      Score: {
        pk: { type: String, value: "GAME#${game}" },
        sk: { type: String, value: "PLAYER#${player}" },
        gsi1pk: { type: String, value: "GAME#${game}" },
        gsi1sk: { type: String, value: "POINTS#${points}" },
        game: { type: String, required: true },
        player: { type: String, required: true },
        points: { type: Number, required: true },
      },
      Ticket: {
        pk: { type: String, value: "TICKET#${ticketId}" },
        sk: { type: String, value: "TICKET" },
        gsi1pk: { type: String, value: "PROJECT#${project}" },
        gsi1sk: { type: String, value: "${status}#${openedAt}" },
        gsi2pk: { type: String, value: "ASSIGNEE#${assignee}" },
        gsi2sk: { type: String, value: "TICKET#${assignee}#${ticketId}" },
        ticketId: { type: String, required: true },
        project: { type: String, required: true },
        status: { type: String, required: true },
        openedAt: { type: String, required: true },
        assignee: { type: String },
      },
    },
  } as const;
  const table = new Table({ client: new Dynamo({ client }), name, schema, logger: false, partial: true });
  const member = table.getModel("Member");
  const score = table.getModel("Score");
  const ticket = table.getModel("Ticket");
  return {
    name: "OneTable",
    createMember: async (tenantId, memberId) => {
      await member.create({ tenantId, memberId }, { exists: null });
    },
    createScore: async (item) => {
      await score.create({ ...item });
    },
    pointsOf: async (game) => {
      const items = await score.find({ game }, { index: "gsi1" });
      return items.map(({ points }) => points);
    },
    addPoints: async (key, points) => {
      await score.update({ ...key }, { add: { points } });
    },
    createTicket: async (item) => {
      await ticket.create({ ...item });
    },
    setStatus: async (ticketId, status) => {
      await ticket.update({ ticketId, status });
    },
    removeAssignee: async (ticketId) => {
      await ticket.update({ ticketId }, { remove: ["assignee"] });
    },
  };
}
