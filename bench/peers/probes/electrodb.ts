import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Entity } from "electrodb";
import type { Library } from "./probe.js";

/** ElectroDB with its defaults: keys by `composite`, as its documentation does it. */
export function electrodb(client: DynamoDBClient, table: string): Library {
  const member = new Entity(
    {
      model: { entity: "member", version: "1", service: "probe" },
      attributes: {
        tenantId: { type: "string", required: true },
        memberId: { type: "string", required: true },
      },
      indexes: {
        primary: {
          pk: { field: "pk", composite: ["tenantId", "memberId"] },
          sk: { field: "sk", composite: [] },
        },
      },
    },
    { client, table },
  );
  const score = new Entity(
    {
      model: { entity: "score", version: "1", service: "probe" },
      attributes: {
        game: { type: "string", required: true },
        player: { type: "string", required: true },
        points: { type: "number", required: true },
      },
      indexes: {
        primary: {
          pk: { field: "pk", composite: ["game"] },
          sk: { field: "sk", composite: ["player"] },
        },
        byPoints: {
          index: "gsi1",
          pk: { field: "gsi1pk", composite: ["game"] },
          sk: { field: "gsi1sk", composite: ["points"] },
        },
      },
    },
    { client, table },
  );
  const ticket = new Entity(
    {
      model: { entity: "ticket", version: "1", service: "probe" },
      attributes: {
        ticketId: { type: "string", required: true },
        project: { type: "string", required: true },
        status: { type: "string", required: true },
        openedAt: { type: "string", required: true },
        assignee: { type: "string" },
      },
      indexes: {
        primary: {
          pk: { field: "pk", composite: ["ticketId"] },
          sk: { field: "sk", composite: [] },
        },
        byStatus: {
          index: "gsi1",
          pk: { field: "gsi1pk", composite: ["project"] },
          sk: { field: "gsi1sk", composite: ["status", "openedAt"] },
        },
        byAssignee: {
          index: "gsi2",
          pk: { field: "gsi2pk", composite: ["assignee"] },
          sk: { field: "gsi2sk", composite: ["ticketId"] },
        },
      },
    },
    { client, table },
  );
  return {
    name: "ElectroDB",
    createMember: async (tenantId, memberId) => {
      await member.put({ tenantId, memberId }).go();
    },
    createScore: async (item) => {
      await score.put(item).go();
    },
    pointsOf: async (game) => {
      const { data } = await score.query.byPoints({ game }).go();
      return data.map(({ points }) => points);
    },
    addPoints: async (key, points) => {
      await score.update(key).add({ points }).go();
    },
    createTicket: async (item) => {
      await ticket.put(item).go();
    },
    setStatus: async (ticketId, status) => {
      await ticket.update({ ticketId }).set({ status }).go();
    },
    removeAssignee: async (ticketId) => {
      await ticket.update({ ticketId }).remove(["assignee"]).go();
    },
  };
}
