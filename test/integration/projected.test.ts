import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import type { BinaryRange } from "../../src/keys/range.js";
import * as features from "../golden/features/generated/index.js";
import * as storage from "../golden/storage/generated/index.js";
import { connect } from "../support/connect.js";

const connection = await connect([...Object.values(features.tables), ...Object.values(storage.tables)]);
const db = features.createDatabase(connection.client);
const files = storage.createDatabase(connection.client);

describe("an index that holds keys alone", () => {
  beforeAll(async () => {
    for (const number of [9, 10, -1])
      await db.task.put({ projectId: "p #1", number, title: "Dig", assignee: "ann" });
  });

  it("gives what its keys and those of the table tell", async () => {
    const tasks = await db.task.byTitle({ title: "Dig" }).all();
    const told = (number: number) => ({ projectId: "p #1", number, title: "Dig" });
    expect(tasks.toSorted((a, b) => a.number - b.number)).toEqual([told(-1), told(9), told(10)]);
  });

  it("gives items whose keys read and delete the whole ones", async () => {
    const page = await db.task.byTitle({ title: "Dig" }).page();
    const whole = await db.task.getMany(page.items);
    expect(whole.map((task) => task?.assignee)).toEqual(["ann", "ann", "ann"]);
    const [first] = page.items;
    expect(await db.task.get(first ?? { projectId: "", number: 0 })).toMatchObject(first ?? {});
  });

  it("selects attributes by the keys that tell them", async () => {
    connection.sent();
    const numbers = await db.task.byTitle({ title: "Dig" }).select("number").all();
    expect(numbers.toSorted((a, b) => a.number - b.number)).toEqual([
      { number: -1 },
      { number: 9 },
      { number: 10 },
    ]);
    expect(connection.sent()).toEqual([
      {
        operation: "Query",
        input: {
          TableName: "app",
          IndexName: "keysOnly",
          KeyConditionExpression: "#0 = :v0",
          ProjectionExpression: "#sk, #pk, #0",
          ExpressionAttributeNames: { "#0": "GSI2-PK", "#sk": "sk", "#pk": "pk" },
          ExpressionAttributeValues: { ":v0": "TITLE#Dig" },
        },
      },
    ]);
    const titles = await db.task.byTitle({ title: "Dig" }).select("title", "projectId").all();
    expect(titles).toEqual(Array.from({ length: 3 }, () => ({ title: "Dig", projectId: "p #1" })));
  });

  it("refuses to select what it does not hold", async () => {
    const query = db.task.byTitle({ title: "Dig" }) as unknown as {
      select(name: string): { all(): Promise<unknown> };
    };
    await expect(query.select("assignee").all()).rejects.toMatchObject({
      code: "InvalidQuery",
      message: 'Task.byTitle: assignee cannot be selected: the index "keysOnly" does not hold it',
    });
  });

  it("pages, and goes on after an item that it gave", async () => {
    const query = db.task.byTitle({ title: "Dig" });
    const all = await query.all();
    const { items, cursor } = await query.page({ size: 1 });
    expect(items).toEqual(all.slice(0, 1));
    const [first] = items;
    if (first === undefined) throw new Error("no item");
    expect(query.cursorOf(first)).toBe(cursor);
    expect((await query.page({ after: query.cursorOf(first) })).items).toEqual(all.slice(1));
  });

  it("gives the same in a scan", async () => {
    const own = await db.task.scan("byTitle").select("number", "title").all();
    expect(own).toContainEqual({ number: -1, title: "Dig" });
    const items = await db.scan("app", "keysOnly").all();
    expect(items).toContainEqual({ entity: "Task", item: { projectId: "p #1", number: 9, title: "Dig" } });
    const selected = await db
      .scan("app", "keysOnly")
      .select({ Task: ["number"] })
      .all();
    expect(selected).toContainEqual({ entity: "Task", item: { number: 9 } });
  });

  it("leaves out a row whose key its template does not compose", async () => {
    const Item = { pk: "PROJECT#p", sk: "TASK#p0207", "GSI2-PK": "TITLE#Odd" };
    await connection.documents.send(new PutCommand({ TableName: "app", Item }));
    expect(await db.task.byTitle({ title: "Odd" }).all()).toEqual([]);
  });
});

describe("an index that includes attributes", () => {
  it("gives those and what the keys tell, and no others", async () => {
    await db.project.put({
      projectId: "p2",
      ownerId: "o",
      name: "Well",
      budget: 5,
      startedAt: new Date(0),
      parentId: null,
    });
    expect(await db.project.byOwner({ ownerId: "o" }).all()).toEqual([
      { projectId: "p2", ownerId: "o", name: "Well", budget: 5 },
    ]);
    expect(await db.project.byOwner({ ownerId: "o" }).select("projectId", "budget").all()).toEqual([
      { projectId: "p2", budget: 5 },
    ]);
  });

  it("gives attributes by their own names where DynamoDB has others", async () => {
    const seenAt = new Date("2026-01-02T03:04:05.006Z");
    await files.file.create({ folderId: "a", fileId: "f#1", name: "n", owner: "o", seenAt });
    expect(await files.file.byOwner({ owner: "o" }).all()).toEqual([
      { folderId: "a", fileId: "f#1", name: "n", owner: "o", status: "draft", seenAt },
    ]);
    expect(await files.file.byOwner({ owner: "o" }).select("fileId", "seenAt").all()).toEqual([
      { fileId: "f#1", seenAt },
    ]);
  });
});

describe("a selection of several entities", () => {
  it("reads the attributes of each by their own names in DynamoDB", async () => {
    await files.folder.put({ folderId: "s", name: "Folder" });
    await files.file.create({ folderId: "s", fileId: "1", name: "n", owner: "x", seenAt: new Date(0) });
    const read = await files
      .folderWithFiles({ folderId: "s" })
      .select({ folder: ["name"], files: ["owner"] })
      .all();
    expect(read).toEqual({ folder: { name: "Folder" }, files: [{ owner: "x" }] });
  });
});

describe("keys of bytes", () => {
  const fileId = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  const chunk = (part: readonly number[], digest: readonly number[]) => ({
    fileId,
    part: new Uint8Array(part),
    digest: new Uint8Array(digest),
    size: 5,
  });
  const chunks = [chunk([1], [0xff]), chunk([1, 0], [0x10]), chunk([1, 0], [0x10, 0]), chunk([0xff], [0x0f])];

  it("are composed in the order of the bytes, ranged and read back", async () => {
    for (const each of chunks.toReversed()) await db.chunk.create(each);
    expect(await db.chunk.query({ fileId }).all()).toEqual(chunks);
    const read = (part: Uint8Array | BinaryRange) => db.chunk.query({ fileId, part }).all();
    expect(await read({ beginsWith: new Uint8Array([1]) })).toEqual(chunks.slice(0, 3));
    expect(await read({ gt: new Uint8Array([1]) })).toEqual(chunks.slice(1));
    expect(await read(new Uint8Array([1, 0]))).toEqual(chunks.slice(1, 3));
    const [first] = chunks;
    expect(first && (await db.chunk.update(first).set({ size: 5 }))).toEqual(first);
  });

  it("sort an index byte by byte, whose items have what both keys tell", async () => {
    const sorted = [...chunks].sort((a, b) => Buffer.compare(a.digest, b.digest));
    expect(await db.chunk.byDigest({ size: 5 }).all()).toEqual(sorted);
    const begun = db.chunk.byDigest({ size: 5, digest: { beginsWith: new Uint8Array([0x10]) } });
    expect(await begun.all()).toEqual(sorted.slice(1, 3));
    const { cursor } = await db.chunk.byDigest({ size: 5 }).page({ size: 2 });
    const rest = await db.chunk
      .byDigest({ size: 5 })
      .page({ ...(cursor !== undefined && { after: cursor }) });
    expect(rest.items).toEqual(sorted.slice(2));
  });
});
