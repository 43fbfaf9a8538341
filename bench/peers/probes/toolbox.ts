import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  $add,
  $remove,
  Entity,
  item,
  number,
  PutItemCommand,
  QueryCommand,
  string,
  Table,
  UpdateItemCommand,
} from "dynamodb-toolbox";
import type { Library } from "./probe.js";

/** dynamodb-toolbox: keys by `computeKey`, index keys by `link`, as its documentation does it. */
export function toolbox(client: DynamoDBClient, tableName: string): Library {
  const table = new Table({
    name: tableName,
    documentClient: DynamoDBDocumentClient.from(client),
    partitionKey: { name: "pk", type: "string" },
    sortKey: { name: "sk", type: "string" },
    indexes: {
      gsi1: {
        type: "global",
        partitionKey: { name: "gsi1pk", type: "string" },
        sortKey: { name: "gsi1sk", type: "string" },
      },
      gsi2: {
        type: "global",
        partitionKey: { name: "gsi2pk", type: "string" },
        sortKey: { name: "gsi2sk", type: "string" },
      },
    },
  });
  const member = new Entity({
    name: "Member",
    table,
    schema: item({ tenantId: string().key(), memberId: string().key() }),
    computeKey: ({ tenantId, memberId }) => ({ pk: `MEMBER#${tenantId}#${memberId}`, sk: "MEMBER" }),
  });
  const score = new Entity({
    name: "Score",
    table,
    schema: item({ game: string().key(), player: string().key(), points: number() }).and((previous) => ({
      gsi1pk: string().link<typeof previous>(({ game }) => `GAME#${game}`),
      gsi1sk: string().link<typeof previous>(({ points }) => `POINTS#${points}`),
    })),
    computeKey: ({ game, player }) => ({ pk: `GAME#${game}`, sk: `PLAYER#${player}` }),
  });
  const ticket = new Entity({
    name: "Ticket",
    table,
    schema: item({
      ticketId: string().key(),
      project: string(),
      status: string(),
      openedAt: string(),
      assignee: string().optional(),
    }).and((previous) => ({
      gsi1pk: string().link<typeof previous>(({ project }) => `PROJECT#${project}`),
      gsi1sk: string().link<typeof previous>(({ status, openedAt }) => `${status}#${openedAt}`),
      gsi2pk: string()
        .optional()
        .link<typeof previous>(({ assignee }) =>
          assignee === undefined ? undefined : `ASSIGNEE#${assignee}`,
        ),
      gsi2sk: string()
        .optional()
        .link<typeof previous>(({ assignee, ticketId }) =>
          assignee === undefined ? undefined : `TICKET#${ticketId}`,
        ),
    })),
    computeKey: ({ ticketId }) => ({ pk: `TICKET#${ticketId}`, sk: "TICKET" }),
  });
  return {
    name: "dynamodb-toolbox",
    createMember: async (tenantId, memberId) => {
      await member.build(PutItemCommand).item({ tenantId, memberId }).send();
    },
    createScore: async (values) => {
      await score.build(PutItemCommand).item(values).send();
    },
    pointsOf: async (game) => {
      const query = table
        .build(QueryCommand)
        .entities(score)
        .query({ index: "gsi1", partition: `GAME#${game}` });
      const { Items = [] } = await query.send();
      return Items.map(({ points }) => points);
    },
    addPoints: async (key, points) => {
      await score
        .build(UpdateItemCommand)
        .item({ ...key, points: $add(points) })
        .send();
    },
    createTicket: async (values) => {
      await ticket.build(PutItemCommand).item(values).send();
    },
    setStatus: async (ticketId, status) => {
      await ticket.build(UpdateItemCommand).item({ ticketId, status }).send();
    },
    removeAssignee: async (ticketId) => {
      await ticket.build(UpdateItemCommand).item({ ticketId, assignee: $remove() }).send();
    },
  };
}
