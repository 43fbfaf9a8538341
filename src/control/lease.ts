import { ConditionNotMet } from "../requests/request.js";
import { type ControlContext, controlKey, controlSubject } from "./control-table.js";

/** A lease as it is stored. */
export interface LeaseRow {
  /** The process that holds it; absent where it was given back. */
  readonly owner: string | undefined;
  /** The number of times that it was taken. Each owner has its own. */
  readonly epoch: number;
  /** The number of heartbeats of the owner. */
  readonly beat: number;
  /** The progress of the work, as the owners write it. */
  readonly position: string | undefined;
}

/** A lease that this process has taken. */
export interface TakenLease {
  readonly owner: string;
  readonly epoch: number;
  /** The position that the owner before has left. */
  readonly position: string | undefined;
}

/** Reads a lease; `undefined` if nobody has taken it yet. */
export async function readLease(context: ControlContext, name: string): Promise<LeaseRow | undefined> {
  const { Item } = await context.sender.send(
    {
      operation: "GetItem",
      input: { TableName: context.tableName, Key: controlKey("lease", name), ConsistentRead: true },
    },
    controlSubject(context, "lease"),
  );
  return Item && leaseOf(Item);
}

/**
 * Takes a lease from the owner that was seen, or the one that nobody has. The lease must still be as it was seen: its owner
 * has given no heartbeat since.
 *
 * @param owner a name that no other process has, nor this one for another lease
 * @param seen the lease as it was read; `undefined` if there was none
 * @returns `undefined` if another process has taken it, or its owner still works
 */
export async function takeLease(
  context: ControlContext,
  name: string,
  owner: string,
  seen: LeaseRow | undefined,
): Promise<TakenLease | undefined> {
  const epoch = (seen?.epoch ?? 0) + 1;
  const unchanged =
    seen === undefined ? "attribute_not_exists(#pk)" : "#epoch = :seenEpoch AND #beat = :seenBeat";
  try {
    await context.sender.send(
      {
        operation: "UpdateItem",
        input: {
          TableName: context.tableName,
          Key: controlKey("lease", name),
          UpdateExpression: "SET #owner = :owner, #epoch = :epoch, #beat = :first",
          ConditionExpression: unchanged,
          ExpressionAttributeNames: {
            "#owner": "owner",
            "#epoch": "epoch",
            "#beat": "beat",
            ...(seen === undefined && { "#pk": "pk" }),
          },
          ExpressionAttributeValues: {
            ":owner": owner,
            ":epoch": epoch,
            ":first": 0,
            ...(seen !== undefined && { ":seenEpoch": seen.epoch, ":seenBeat": seen.beat }),
          },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      controlSubject(context, "lease"),
    );
  } catch (error) {
    if (!(error instanceof ConditionNotMet)) throw error;
    // The reply of an earlier attempt may have been lost: nobody else has this name.
    const found = error.item && leaseOf(error.item);
    if (found?.owner !== owner || found.epoch !== epoch) return undefined;
  }
  return { owner, epoch, position: seen?.position };
}

/**
 * Gives a heartbeat, and writes the position with it.
 *
 * @param beat greater than that of the last heartbeat
 * @returns `false` if another process has taken the lease
 */
export function beatLease(
  context: ControlContext,
  name: string,
  { owner, epoch }: TakenLease,
  beat: number,
  position: string | undefined,
): Promise<boolean> {
  return updateOwn(
    context,
    name,
    { owner, epoch },
    {
      UpdateExpression:
        position === undefined ? "SET #beat = :beat" : "SET #beat = :beat, #position = :position",
      ExpressionAttributeNames: {
        "#beat": "beat",
        ...(position !== undefined && { "#position": "position" }),
      },
      ExpressionAttributeValues: { ":beat": beat, ...(position !== undefined && { ":position": position }) },
    },
  );
}

/**
 * Gives a lease back, so that another process takes it without waiting. The beat is raised too: whoever has seen the last
 * one cannot take the lease with the position that it read before.
 *
 * @returns `false` if another process has taken the lease
 */
export function releaseLease(
  context: ControlContext,
  name: string,
  lease: TakenLease,
  beat: number,
  position: string | undefined,
): Promise<boolean> {
  const set = position === undefined ? "SET #beat = :beat" : "SET #beat = :beat, #position = :position";
  return updateOwn(context, name, lease, {
    UpdateExpression: `${set} REMOVE #owner`,
    ExpressionAttributeNames: { "#beat": "beat", ...(position !== undefined && { "#position": "position" }) },
    ExpressionAttributeValues: { ":beat": beat, ...(position !== undefined && { ":position": position }) },
  });
}

/** The check of a transaction that a lease is still held: what it guards is written by its owner alone. */
export function leaseCheck(
  { tableName }: Pick<ControlContext, "tableName">,
  name: string,
  lease: TakenLease,
) {
  return {
    ConditionCheck: {
      TableName: tableName,
      Key: controlKey("lease", name),
      ConditionExpression: "#owner = :owner AND #epoch = :epoch",
      ExpressionAttributeNames: { "#owner": "owner", "#epoch": "epoch" },
      ExpressionAttributeValues: { ":owner": lease.owner, ":epoch": lease.epoch },
    },
  };
}

interface OwnUpdate {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
}

/** Writes to a lease while it is held. A repeated attempt writes the same, so a lost reply does no harm. */
async function updateOwn(
  context: ControlContext,
  name: string,
  { owner, epoch }: Pick<TakenLease, "owner" | "epoch">,
  update: OwnUpdate,
): Promise<boolean> {
  try {
    await context.sender.send(
      {
        operation: "UpdateItem",
        input: {
          TableName: context.tableName,
          Key: controlKey("lease", name),
          UpdateExpression: update.UpdateExpression,
          ConditionExpression: "#owner = :owner AND #epoch = :epoch",
          ExpressionAttributeNames: {
            ...update.ExpressionAttributeNames,
            "#owner": "owner",
            "#epoch": "epoch",
          },
          ExpressionAttributeValues: {
            ...update.ExpressionAttributeValues,
            ":owner": owner,
            ":epoch": epoch,
          },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      controlSubject(context, "lease"),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionNotMet)) throw error;
    // After a lost reply, an owner that is gone in this very epoch is one that was given back by this request.
    const found = error.uncertain && error.item ? leaseOf(error.item) : undefined;
    return found !== undefined && found.epoch === epoch && found.owner === undefined;
  }
}

function leaseOf(item: Readonly<Record<string, unknown>>): LeaseRow {
  const { owner, epoch, beat, position } = item;
  return {
    owner: typeof owner === "string" ? owner : undefined,
    epoch: Number(epoch ?? 0),
    beat: Number(beat ?? 0),
    position: typeof position === "string" ? position : undefined,
  };
}
