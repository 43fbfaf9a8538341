import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { appliedMark, isApplied, wasApplied } from "../../src/control/applied.js";
import { controlTable } from "../../src/control/control-table.js";
import { holdLease, LeaseLost } from "../../src/control/hold-lease.js";
import { beatLease, readLease, releaseLease, takeLease } from "../../src/control/lease.js";
import { readRun, writeRun } from "../../src/control/run-record.js";
import { TransactionCancellation } from "../../src/requests/request.js";
import { connect } from "../support/connect.js";
import { controlContext, rows } from "../support/control-context.js";

const { client, sent, stored } = await connect([rows, controlTable(rows)]);
const context = controlContext(client);
const CONTROL = controlTable(rows).name;

describe("takeLease", () => {
  it("gives a lease to one of many that have seen the same", async () => {
    const name = randomUUID();
    const first = await Promise.all(
      [1, 2, 3, 4].map((n) => takeLease(context, name, `owner-${n}`, undefined)),
    );
    expect(first.filter((each) => each !== undefined)).toHaveLength(1);
    const seen = await readLease(context, name);
    const next = await Promise.all([5, 6, 7, 8].map((n) => takeLease(context, name, `owner-${n}`, seen)));
    expect(next.filter((each) => each !== undefined)).toEqual([
      { owner: expect.stringMatching(/^owner-[5-8]$/), epoch: 2, position: undefined },
    ]);
  });

  it("sends one conditional update, which stores owner, epoch and beat", async () => {
    const name = randomUUID();
    sent();
    await takeLease(context, name, "me", undefined);
    expect(sent()).toEqual([
      {
        operation: "UpdateItem",
        input: {
          TableName: CONTROL,
          Key: { pk: name, sk: "lease" },
          UpdateExpression: "SET #owner = :owner, #epoch = :epoch, #beat = :first",
          ConditionExpression: "attribute_not_exists(#pk)",
          ExpressionAttributeNames: { "#pk": "pk", "#owner": "owner", "#epoch": "epoch", "#beat": "beat" },
          ExpressionAttributeValues: { ":owner": "me", ":epoch": 1, ":first": 0 },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
    ]);
    const items = await stored(CONTROL);
    expect(items.filter(({ pk }) => pk === name)).toEqual([
      { pk: name, sk: "lease", owner: "me", epoch: 1, beat: 0 },
    ]);
  });

  it("does not take a lease with a position that its owner has raised since", async () => {
    const name = randomUUID();
    const lease = await takeLease(context, name, "a", undefined);
    if (lease === undefined) throw new Error("the lease was free");
    await beatLease(context, name, lease, 1, "10");
    const seen = await readLease(context, name);
    expect(await releaseLease(context, name, lease, 2, "20")).toBe(true);
    expect(await takeLease(context, name, "b", seen)).toBeUndefined();
    expect(await takeLease(context, name, "b", await readLease(context, name))).toEqual({
      owner: "b",
      epoch: 2,
      position: "20",
    });
    expect(await beatLease(context, name, lease, 3, "30")).toBe(false);
    expect(await readLease(context, name)).toEqual({ owner: "b", epoch: 2, beat: 0, position: "20" });
  });
});

describe("holdLease", () => {
  it("gives the position of the owner before, and the lease back at the end", async () => {
    const name = randomUUID();
    const options = { leaseMilliseconds: 400 };
    await holdLease(context, name, options, (lease) => lease.checkpoint("5"));
    const after = await holdLease(context, name, options, async ({ position, epoch }) => ({
      position,
      epoch,
    }));
    expect(after).toEqual({ position: "5", epoch: 2 });
    expect(await readLease(context, name)).toMatchObject({ owner: undefined, epoch: 2 });
  });

  it("aborts the work when another process has taken the lease", async () => {
    const name = randomUUID();
    const work = holdLease(context, name, { leaseMilliseconds: 400 }, async (lease) => {
      const seen = await readLease(context, name);
      await takeLease(context, name, "thief", seen);
      await new Promise((_, reject) => {
        lease.signal.addEventListener("abort", () => reject(lease.signal.reason));
      });
    });
    await expect(work).rejects.toBeInstanceOf(LeaseLost);
    expect(await readLease(context, name)).toMatchObject({ owner: "thief", epoch: 2 });
  });

  it("rejects a lease time that is too short", async () => {
    await expect(holdLease(context, "x", { leaseMilliseconds: 5 }, async () => 1)).rejects.toThrow(
      "leaseMilliseconds must be at least 100, got 5",
    );
  });

  it("keeps the order of epochs while processes are paused, killed and started", async () => {
    const { accessKeyId } = await client.config.credentials();
    const endpoint = await client.config.endpoint?.();
    if (endpoint === undefined) throw new Error("the client of a test has an endpoint");
    const address = `${endpoint.protocol}//${endpoint.hostname}:${endpoint.port ?? 80}`;
    const takers: ChildProcess[] = [];
    const taken: { readonly worker: ChildProcess; readonly epoch: number }[] = [];
    const start = () => {
      const parameters = [
        "--import",
        "tsx",
        "test/support/lease-worker.ts",
        address,
        accessKeyId,
        "rows",
        "1000",
      ];
      const worker = spawn(process.execPath, parameters, { stdio: ["pipe", "pipe", "inherit"] });
      createInterface({ input: worker.stdout }).on("line", (line) => {
        const [, epoch] = /^working (\d+)/.exec(line) ?? [];
        if (epoch !== undefined) taken.push({ worker, epoch: Number(epoch) });
      });
      takers.push(worker);
      return worker;
    };
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await sleep(20);
    };
    const epochNow = () => Math.max(0, ...taken.map(({ epoch }) => epoch));
    const holder = () => taken.find(({ epoch }) => epoch === epochNow())?.worker;
    try {
      for (let n = 0; n < 3; n += 1) start();
      await until(() => epochNow() >= 1);
      for (const signal of ["SIGSTOP", "SIGKILL", "SIGSTOP"] as const) {
        const [worker, epoch] = [holder(), epochNow()];
        worker?.kill(signal);
        await until(() => epochNow() > epoch);
        // The one that was paused goes on in the middle of what it did, while another holds the lease.
        if (signal === "SIGSTOP") worker?.kill("SIGCONT");
        else start();
        await sleep(200);
      }
    } finally {
      await Promise.all(
        takers.map(async (worker) => {
          worker.stdin?.end();
          worker.kill("SIGCONT");
          if (worker.exitCode === null && worker.signalCode === null)
            await new Promise((done) => worker.once("exit", done));
        }),
      );
    }
    const found = (await stored("rows")).toSorted((a, b) => String(a["sk"]).localeCompare(String(b["sk"])));
    expect(epochNow()).toBeGreaterThanOrEqual(4);
    expect(found.map(({ sk }) => Number(sk))).toEqual(found.map((_, position) => position));
    const epochs = found.map(({ epoch }) => Number(epoch));
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
    expect(new Set(epochs).size).toBeGreaterThanOrEqual(3);
  });
});

describe("appliedMark", () => {
  it("lets a change be applied once, and keeps the mark for 15 days", async () => {
    const change = { consumer: "counter", id: randomUUID() };
    const apply = () =>
      context.sender.send(
        {
          operation: "TransactWriteItems",
          input: { TransactItems: [appliedMark(context, change, 1_000_000_000_000)] },
        },
        { name: "counter", table: rows, tableName: CONTROL },
      );
    expect(await isApplied(context, change)).toBe(false);
    await apply();
    const error: unknown = await apply().catch((reason: unknown) => reason);
    if (!(error instanceof TransactionCancellation)) throw error;
    expect(wasApplied(error.reasons, 0)).toBe(true);
    expect(await isApplied(context, change)).toBe(true);
    const items = await stored(CONTROL);
    expect(items.find(({ pk }) => String(pk).endsWith(change.id))).toEqual({
      pk: `7#counter#${change.id}`,
      sk: "applied",
      expiresAt: 1_000_000_000 + 15 * 24 * 3600,
    });
  });

  it("gives two changes two keys, whatever their names hold", async () => {
    const at = (consumer: string, id: string) => appliedMark(context, { consumer, id }, 0).Put.Item.pk;
    expect(at("a#b", "c")).not.toBe(at("a", "b#c"));
  });
});

describe("writeRun", () => {
  it("lets one of two processes write what both have read", async () => {
    const name = randomUUID();
    const first = await writeRun(context, name, { done: 1 }, undefined);
    expect(first).toEqual({ state: { done: 1 }, revision: 1 });
    const both = await Promise.all([2, 3].map((done) => writeRun(context, name, { done }, first)));
    expect(both.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await readRun(context, name)).toEqual(both.find((each) => each !== undefined));
    expect(await readRun(context, randomUUID())).toBeUndefined();
  });
});
