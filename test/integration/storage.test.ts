import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isMonotableError } from "../../src/errors.js";
import { createDatabase, type Database, type FileInput, tables } from "../golden/storage/generated/index.js";
import { connect } from "../support/connect.js";
import { has } from "../support/engine.js";

let clock: Date;

const NOW = new Date("2026-03-01T10:00:00.250Z");
/** The same time without the fraction of a second, as `createdAt` is stored. */
const NOW_IN_SECONDS = new Date("2026-03-01T10:00:00.000Z");
const LATER = new Date("2026-03-01T10:00:07.500Z");
const SEEN = new Date("2026-02-01T08:30:00.125Z");
/** Far from now: DynamoDB Local deletes what has expired. */
const EXPIRES = new Date("2100-04-01T00:00:00.000Z");

const connection = await connect(tables);
const db = createDatabase(connection.client, { now: () => clock });

beforeEach(() => {
  clock = NOW;
});

const inputs = () => connection.sent().map(({ input }) => input as Record<string, unknown>);
const codeOf = (error: unknown) => (isMonotableError(error) ? error.code : error);
const file = (fileId: string, more: Partial<FileInput> = {}): FileInput => ({
  folderId: "f1",
  fileId,
  name: "plan",
  owner: "ann",
  seenAt: SEEN,
  ...more,
});
const keyOf = (fileId: string) => ({ folderId: "f1", fileId });
const fileNow = (fileId: string, more: object = {}) => ({
  ...file(fileId),
  status: "draft",
  size: 0,
  labels: {},
  notes: [],
  createdAt: NOW_IN_SECONDS,
  updatedAt: NOW,
  version: 1,
  ...more,
});
/** A file as DynamoDB has it. */
const storedNow = (fileId: string, more: object = {}) => ({
  pk: "FOLDER#f1",
  sk: `FILE#${fileId}`,
  _entity: "File",
  gsi1pk: "NAME#plan",
  // A date in a composed key is text, however its attribute is stored.
  gsi1sk: "2026-02-01T08:30:00.125Z",
  f: "f1",
  d: fileId,
  n: "plan",
  o: "ann",
  st: "draft",
  s: 0,
  at: SEEN.getTime(),
  l: {},
  no: [],
  c: NOW_IN_SECONDS.getTime() / 1000,
  u: NOW.getTime(),
  v: 1,
  ...more,
});
const storedFile = async (fileId: string) =>
  (await connection.stored("archive")).find((item) => item.sk === `FILE#${fileId}`);
const bytesOf = (item: Readonly<Record<string, unknown>> | undefined, name: string) =>
  item?.[name] as Uint8Array;

const VERSIONS = [
  { at: new Date("2026-01-01T00:00:00.001Z"), bytes: 2n ** 100n, tags: new Set(["a", "b"]) },
  { at: new Date("2025-01-01T00:00:00.000Z"), bytes: -1n, tags: new Set(["c"]) },
];

it("an operation keeps what it was given as it was then, where no schema copies it", async () => {
  const data = { list: [{ a: 1 }], map: { bytes: new Uint8Array([1]) } };
  const operation = db.thing.put({ thingId: "then", data });
  data.list.push({ a: 2 });
  data.map.bytes[0] = 9;
  const was = { list: [{ a: 1 }], map: { bytes: new Uint8Array([1]) } };
  const given = await operation;
  expect(given.data).toEqual(was);
  (given.data as typeof data).list.pop();
  await operation;
  expect((await db.thing.get({ thingId: "then" }))?.data).toEqual(was);
});

describe("under stored names and forms", () => {
  it("create stores names, numbers and bytes, and gives the item back", async () => {
    const text = "All of it. ".repeat(1000);
    const given = {
      text,
      versions: VERSIONS,
      expiresAt: EXPIRES,
      reviewedAt: null,
      readers: new Set(["bob"]),
    };
    const created = await db.file.create(file("create", given));

    const stored = storedNow("create", {
      ttl: EXPIRES.getTime() / 1000,
      r: null,
      rd: new Set(["bob"]),
      b: expect.any(Uint8Array),
      versions: expect.any(Uint8Array),
    });
    expect(inputs()).toEqual([
      {
        TableName: "archive",
        Item: stored,
        ConditionExpression: "attribute_not_exists(#pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: { "#pk": "pk" },
      },
    ]);
    const item = await storedFile("create");
    expect(item).toEqual(stored);
    expect(JSON.parse(brotliDecompressSync(bytesOf(item, "b")).toString())).toEqual({ S: text });
    expect(bytesOf(item, "b").length).toBeLessThan(100);
    expect(JSON.parse(gunzipSync(bytesOf(item, "versions")).toString())).toEqual({
      L: [
        {
          M: {
            at: { S: "2026-01-01T00:00:00.001Z" },
            bytes: { N: String(2n ** 100n) },
            tags: { SS: ["a", "b"] },
          },
        },
        { M: { at: { S: "2025-01-01T00:00:00.000Z" }, bytes: { N: "-1" }, tags: { SS: ["c"] } } },
      ],
    });
    expect(created).toEqual(fileNow("create", given));
    expect(await db.file.get(keyOf("create"))).toEqual(created);
  });

  it("update sets, removes, adds, appends and changes under stored names", async () => {
    await db.file.create(file("update", { expiresAt: EXPIRES, text: "old", labels: { a: "1" } }));
    connection.sent();
    clock = LATER;
    const updated = await db.file
      .update(keyOf("update"))
      .set({ owner: "bob", text: "new", reviewedAt: SEEN })
      .setIfAbsent({ versions: [] })
      .remove("expiresAt")
      .add({ size: 5 })
      .append({ notes: ["one"] })
      .addTo({ readers: new Set(["eve"]) })
      .change((f) => [f.labels.key("b").set("2")])
      .if((f) => f.seenAt.eq(SEEN).and(f.labels.key("a").eq("1"), f.text.exists()));

    expect(inputs()).toEqual([
      {
        TableName: "archive",
        Key: { pk: "FOLDER#f1", sk: "FILE#update" },
        UpdateExpression:
          "SET #o = :v0, #b = :v1, #r = :v2, #u = :v3, #versions = if_not_exists(#versions, :v6), " +
          "#no = list_append(#no, :v7), #l.#b = :v9 REMOVE #ttl ADD #v :v4, #s :v5, #rd :v8",
        ConditionExpression: "attribute_exists(#pk) AND #at = :v10 AND #l.#a = :v11 AND attribute_exists(#b)",
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeNames: Object.fromEntries(
          "o b r u versions no l ttl v s rd pk at a".split(" ").map((name) => [`#${name}`, name]),
        ),
        ExpressionAttributeValues: {
          ":v0": "bob",
          ":v1": expect.any(Uint8Array),
          ":v2": SEEN.getTime(),
          ":v3": LATER.getTime(),
          ":v4": 1,
          ":v5": 5,
          ":v6": expect.any(Uint8Array),
          ":v7": ["one"],
          ":v8": new Set(["eve"]),
          ":v9": "2",
          ":v10": SEEN.getTime(),
          ":v11": "1",
        },
      },
    ]);
    const expected = {
      owner: "bob",
      text: "new",
      reviewedAt: SEEN,
      versions: [],
      size: 5,
      notes: ["one"],
      readers: new Set(["eve"]),
      labels: { a: "1", b: "2" },
      updatedAt: LATER,
      version: 2,
    };
    expect(updated).toEqual(fileNow("update", expected));
    expect(await storedFile("update")).toMatchObject({ o: "bob", s: 5, l: { a: "1", b: "2" }, v: 2 });
    const { expiresAt: _, ...whole } = fileNow("update", expected) as Record<string, unknown>;
    expect(await db.file.get(keyOf("update"))).toEqual(whole);
  });

  it("returning gives changed attributes and old items under their own names", async () => {
    await db.file.create(file("changed", { text: "t" }));
    const changed = await db.file
      .update(keyOf("changed"))
      .set({ owner: "bob", text: "u" })
      .append({ notes: ["n"] })
      .returning("changed");
    expect(changed).toEqual({ owner: "bob", text: "u", notes: ["n"], updatedAt: NOW, version: 2 });
    const old = await db.file.update(keyOf("changed")).set({ owner: "eve" }).returning("old");
    expect(old).toMatchObject({ owner: "bob", text: "u", version: 2 });
    expect(await db.file.delete(keyOf("changed")).returning("old")).toMatchObject({ owner: "eve" });
  });

  it("upsert sets what is given, and defaults where there is nothing, under stored names", async () => {
    await db.file.upsert(file("upsert", { text: "first" }));
    const [first] = inputs();
    expect(first).toMatchObject({
      UpdateExpression:
        "SET #_entity = :v0, #f = :v1, #d = :v2, #n = :v3, #o = :v4, #at = :v5, #b = :v6, #u = :v7, " +
        "#gsi1pk = :v8, #gsi1sk = :v9, #st = if_not_exists(#st, :v10), #s = if_not_exists(#s, :v11), " +
        "#l = if_not_exists(#l, :v12), #no = if_not_exists(#no, :v13), #c = if_not_exists(#c, :v14) ADD #v :v15",
    });
    clock = LATER;
    expect(await db.file.upsert(file("upsert", { text: "second", owner: "bob" }))).toEqual(
      fileNow("upsert", { text: "second", owner: "bob", updatedAt: LATER, version: 2 }),
    );
  });

  it("an expected version is compared under its stored name", async () => {
    const read = await db.file.create(file("version"));
    await db.file.update(keyOf("version"), read).set({ owner: "bob" });
    await expect(db.file.put(file("version"), read)).rejects.toMatchObject({
      code: "ConditionFailed",
      details: { key: keyOf("version"), item: { owner: "bob", version: 2 } },
    });
    expect(inputs().at(-1)).toMatchObject({
      ConditionExpression: "#v = :v0",
      ExpressionAttributeNames: { "#v": "v" },
    });
    await db.file.delete(keyOf("version"), { version: 2 });
  });

  it("update keeps index keys right when their attributes change", async () => {
    await db.file.create(file("index"));
    await db.file.update(keyOf("index")).set({ name: "draft", seenAt: LATER });
    expect(await storedFile("index")).toEqual(
      storedNow("index", {
        n: "draft",
        at: LATER.getTime(),
        gsi1pk: "NAME#draft",
        gsi1sk: LATER.toISOString(),
        v: 2,
      }),
    );
    await db.file.delete(keyOf("index"));
  });

  it("modify and move write whole items", async () => {
    const versions = VERSIONS;
    await db.file.create(file("modify", { versions, expiresAt: EXPIRES, text: "a" }));
    const modified = await db.file.modify(keyOf("modify"), ({ text, size }) => ({
      text: `${text}b`,
      size: size + 1,
    }));
    expect(modified).toEqual(
      fileNow("modify", { versions, expiresAt: EXPIRES, text: "ab", size: 1, version: 2 }),
    );
    connection.sent();
    // An equal value is no change: nothing but the read is sent.
    await db.file.modify(keyOf("modify"), (read) => ({ ...read, versions: structuredClone(read.versions) }));
    expect(inputs()).toHaveLength(1);

    const moved = await db.file.move(keyOf("modify"), { fileId: "moved", owner: "bob" });
    expect(moved).toEqual({ ...modified, fileId: "moved", owner: "bob", version: 3 });
    expect(await db.file.get(keyOf("moved"))).toEqual(moved);
    expect(await storedFile("modify")).toBeUndefined();
    expect(Object.keys((await storedFile("moved")) ?? {}).sort()).toEqual(
      [...Object.keys(storedNow("moved")), "ttl", "b", "versions"].sort(),
    );
    await db.file.delete(keyOf("moved"));
  });

  it("transactions and batches write and read items", async () => {
    await db.folder.put({ folderId: "f1", name: "Plans" });
    await db.transactWrite([
      db.file.create(file("t1", { text: "one" })),
      db.file.create(file("t2", { versions: VERSIONS })),
      db.folder.check({ folderId: "f1" }, (f) => f.name.eq("Plans")),
    ]);
    const found = await db.batchGet([
      db.file.get(keyOf("t1")).select("text"),
      db.folder.get({ folderId: "f1" }),
    ]);
    expect(found).toEqual([{ text: "one" }, { folderId: "f1", name: "Plans" }]);
    expect((await db.file.getMany([keyOf("t2")]))[0]).toMatchObject({ versions: VERSIONS });
    await expect(
      db.transactWrite([db.file.create(file("t1")), db.file.create(file("t3"))]),
    ).rejects.toMatchObject({
      code: "TransactionCanceled",
      details: { reasons: [{ code: "AlreadyExists", details: { key: keyOf("t1") } }, undefined] },
    });
    await db.file.deleteMany([keyOf("t1"), keyOf("t2")]);
    await db.visit.putMany([{ userId: "batch", seenAt: NOW_IN_SECONDS, page: "/" }]);
    expect(await db.visit.query({ userId: "batch" }).all()).toEqual([
      { userId: "batch", seenAt: NOW_IN_SECONDS, page: "/" },
    ]);
  });
});

describe("from stored names and forms", () => {
  const late = new Date(SEEN.getTime() + 1);
  beforeAll(async () => {
    clock = NOW;
    await db.folder.put({ folderId: "reads", name: "Reads" });
    const files = [
      { fileId: "a", owner: "amy", status: "final", seenAt: SEEN, text: "a" },
      { fileId: "b", owner: "amy", status: "final", seenAt: late, expiresAt: new Date(1000) },
      { fileId: "c", owner: "amy", status: "final", seenAt: late, size: 9 },
      { fileId: "d", owner: "dan", status: "final", seenAt: LATER, reviewedAt: LATER },
    ] as const;
    for (const each of files) await db.file.create({ folderId: "reads", name: "read", ...each });
  });
  const ids = (items: readonly { fileId: string }[]) => items.map(({ fileId }) => fileId);

  it.runIf(has("multi-attribute indexes"))(
    "query finds items by natural keys, with ranges of dates",
    async () => {
      const query = db.file.byStatus({ status: "final", seenAt: { between: [SEEN, late] } });
      expect(ids(await query.all())).toEqual(["a", "c"]);
      expect(inputs()).toEqual([
        {
          TableName: "archive",
          IndexName: "byStatus",
          KeyConditionExpression: "#st = :v0 AND #at BETWEEN :v1 AND :v2",
          FilterExpression: "NOT (#ttl <= :v3)",
          ExpressionAttributeNames: { "#st": "st", "#at": "at", "#ttl": "ttl" },
          ExpressionAttributeValues: {
            ":v0": "final",
            ":v1": SEEN.getTime(),
            ":v2": late.getTime(),
            ":v3": Math.floor(NOW.getTime() / 1000),
          },
        },
      ]);
      expect(
        ids(await db.file.byStatus({ status: "final", seenAt: late, fileId: { gt: "b" } }).all()),
      ).toEqual(["c"]);
      expect(ids(await db.file.byName({ name: "read", seenAt: { gte: late } }).all())).toEqual(["c", "d"]);
    },
  );

  it("get and query leave out what has expired, and give it when asked", async () => {
    expect(await db.file.get({ folderId: "reads", fileId: "b" })).toBeUndefined();
    expect(await db.file.get({ folderId: "reads", fileId: "b" }).select("owner")).toBeUndefined();
    expect(inputs().at(-1)).toMatchObject({ ProjectionExpression: "#o, #ttl, #_entity" });
    expect(await db.file.get({ folderId: "reads", fileId: "b" }).includeExpired()).toMatchObject({
      expiresAt: new Date(1000),
    });
    expect(ids(await db.file.query({ folderId: "reads" }).includeExpired().all())).toEqual([
      "a",
      "b",
      "c",
      "d",
    ]);
  });

  it("query filters, selects and pages, and goes on from a cursor", async () => {
    const filtered = db.file
      .query({ folderId: "reads" })
      .filter((f) => f.seenAt.gt(SEEN).and(f.size.gt(0).or(f.reviewedAt.exists()), f.text.notExists()))
      .select("fileId", "seenAt", "size");
    const first = await filtered.page({ size: 1 });
    expect(first.items).toEqual([{ fileId: "c", seenAt: late, size: 9 }]);
    expect(inputs()[0]).toMatchObject({
      FilterExpression:
        "NOT (#ttl <= :v2) AND #at > :v3 AND (#s > :v4 OR attribute_exists(#r)) AND attribute_not_exists(#b)",
      ProjectionExpression: "#d, #at, #s, #_entity, #pk, #sk",
    });
    expect((await filtered.page({ size: 1, after: first.cursor })).items).toMatchObject([{ fileId: "d" }]);

    const byStatus = db.file.byStatus({ status: "final" });
    const [top] = await byStatus.all({ limit: 1 });
    if (top === undefined) throw new Error("nothing was found");
    expect(ids((await byStatus.page({ after: byStatus.cursorOf(top) })).items)).toEqual(["c", "d"]);
  });

  it("a query of an index gives exactly what it holds, and what its keys tell", async () => {
    expect(await db.file.byOwner({ owner: "dan" }).all()).toEqual([
      { folderId: "reads", fileId: "d", name: "read", owner: "dan", status: "final", seenAt: LATER },
    ]);
  });

  it("collections, scans and parallel scans give whole items", async () => {
    const { folder, files } = await db.folderWithFiles({ folderId: "reads" }).all();
    expect(folder).toEqual({ folderId: "reads", name: "Reads" });
    expect(ids(files)).toEqual(["a", "c", "d"]);
    const scan = db.file.scan().filter((f) => f.folderId.eq("reads").and(f.createdAt.eq(NOW_IN_SECONDS)));
    expect(ids(await scan.all()).sort()).toEqual(["a", "c", "d"]);
    expect(await scan.parallel(3).count()).toBe(3);
  });

  it("query sorts by natural keys that are numbers of seconds", async () => {
    const at = (text: string) => new Date(`1970-01-01T${text}Z`);
    // As text, 5 sorts after 10.
    for (const time of ["00:00:10", "00:00:05", "00:16:40"])
      await db.visit.create({ userId: "u", seenAt: at(time), page: time });
    await db.visit.create({ userId: "u", seenAt: new Date(-5000), page: "before 1970" });
    const pages = async (seenAt?: Parameters<Database["visit"]["query"]>[0]["seenAt"]) =>
      (await db.visit.query({ userId: "u", ...(seenAt && { seenAt }) }).all()).map(({ page }) => page);
    expect(await pages()).toEqual(["before 1970", "00:00:05", "00:00:10", "00:16:40"]);
    // A bound may lie between two seconds: what is stored cannot.
    expect(await pages({ gt: at("00:00:05.001") })).toEqual(["00:00:10", "00:16:40"]);
    expect(await pages({ lte: at("00:00:09.999") })).toEqual(["before 1970", "00:00:05"]);
    expect(await pages({ between: [at("00:00:04.5"), at("00:00:10.5")] })).toEqual(["00:00:05", "00:00:10"]);
    expect(await db.visit.get({ userId: "u", seenAt: at("00:16:40") })).toMatchObject({ page: "00:16:40" });
    const moved = await db.visit.move({ userId: "u", seenAt: at("00:00:05") }, { seenAt: at("00:00:20") });
    expect(moved).toEqual({ userId: "u", seenAt: at("00:00:20"), page: "00:00:05" });
    expect(await connection.stored("visits")).toContainEqual({
      u: "u",
      t: 20,
      _entity: "Visit",
      page: "00:00:05",
    });
    const page = await db.visit.query({ userId: "u" }).page({ size: 2 });
    expect((await db.visit.query({ userId: "u" }).page({ after: page.cursor })).items).toHaveLength(2);
  });
});

describe("what cannot be", () => {
  it("a fraction of a second is refused where seconds are stored, before sending", async () => {
    const expiresAt = new Date("2026-03-01T10:00:00.001Z");
    const reason = expect.stringContaining("has a fraction of a second");
    await expect(db.file.create(file("fraction", { expiresAt }))).rejects.toMatchObject({
      code: "InvalidValue",
      details: { attribute: "expiresAt", reason },
    });
    await expect(db.file.update(keyOf("fraction")).set({ expiresAt })).rejects.toMatchObject({
      code: "InvalidValue",
    });
    await expect(db.visit.create({ userId: "u", seenAt: expiresAt, page: "/" })).rejects.toMatchObject({
      code: "InvalidKey",
      details: { attribute: "seenAt", reason },
    });
    await expect(db.visit.get({ userId: "u", seenAt: new Date(Number.NaN) })).rejects.toMatchObject({
      code: "InvalidKey",
    });
    expect(connection.sent()).toEqual([]);
  });

  it("a comparison or a change of a part of a compressed value is refused, by the types and before sending", async () => {
    const compressed = { code: "InvalidCondition", details: { attribute: "text" } };
    const update = db.file.update(keyOf("compressed"));
    // @ts-expect-error a compressed value cannot be compared
    await expect(update.set({ owner: "x" }).if((f) => f.text.eq("a"))).rejects.toMatchObject(compressed);
    // @ts-expect-error nor searched
    const searched = db.file.query({ folderId: "f" }).filter((f) => f.versions.at(0).exists());
    await expect(searched.all()).rejects.toMatchObject({ details: { attribute: "versions" } });
    await expect(
      db.file
        .query({ folderId: "f" })
        // @ts-expect-error nor compared with
        .filter((f) => f.name.eq(f.text))
        .all(),
    ).rejects.toMatchObject({ code: "InvalidCondition", details: { attribute: "name" } });
    const part = { code: "InvalidUpdate", details: { reason: expect.stringContaining("stored compressed") } };
    // @ts-expect-error no part of it is changed
    await expect(update.append({ versions: [] })).rejects.toMatchObject(part);
    // @ts-expect-error no part of it is changed
    await expect(update.change((f) => [f.versions.at(0).remove()])).rejects.toMatchObject(part);
    expect(connection.sent()).toEqual([]);
  });

  it("dates of two forms are not compared with one another", async () => {
    const query = db.file.query({ folderId: "f" }).filter((f) => f.createdAt.lt(f.updatedAt));
    await expect(query.all()).rejects.toMatchObject({
      code: "InvalidCondition",
      details: { attribute: "createdAt", reason: expect.stringContaining("stored in milliseconds") },
    });
    expect(
      await db.file
        .query({ folderId: "f" })
        .filter((f) => f.seenAt.lt(f.updatedAt))
        .all(),
    ).toEqual([]);
  });

  it("an attribute that only a loose schema has is never stored over another one", async () => {
    const taken = { thingId: "1", n: "taken" };
    await expect(db.thing.put(taken)).rejects.toMatchObject({
      code: "InvalidValue",
      details: { attribute: "n", reason: "is the name under which name is stored" },
    });
    const given = { thingId: "1", name: "a", free: 1, data: { deep: [1, new Set([2n ** 70n])] } };
    expect(await db.thing.put(given)).toEqual(given);
    expect(await db.thing.get({ thingId: "1" })).toEqual(given);
    // An item of before the attribute had its stored name: what is there is not taken for it.
    await connection.documents.send(
      new PutCommand({
        TableName: "archive",
        Item: { pk: "THING#2", sk: "THING", thingId: "2", name: "old" },
      }),
    );
    expect(await db.thing.get({ thingId: "2" })).toEqual({ thingId: "2" });
  });
});

describe("what is stored already", () => {
  const put = (fileId: string, more: object) =>
    connection.documents.send(new PutCommand({ TableName: "archive", Item: storedNow(fileId, more) }));

  it("values that were stored before their attribute was compressed are read as they are", async () => {
    await put("plain", {
      b: "plain text",
      versions: [{ at: "2026-01-01T00:00:00.000Z", bytes: 7, tags: new Set(["x"]) }],
    });
    const expected = {
      text: "plain text",
      versions: [{ at: new Date("2026-01-01T00:00:00.000Z"), bytes: 7n, tags: new Set(["x"]) }],
    };
    expect(await db.file.get(keyOf("plain"))).toEqual(fileNow("plain", expected));
    const modified = await db.file.modify(keyOf("plain"), () => ({ text: "now compressed" }));
    expect(modified).toMatchObject({ ...expected, text: "now compressed" });
    expect(bytesOf(await storedFile("plain"), "b")).toBeInstanceOf(Uint8Array);
  });

  it("dates that were stored as text are read where numbers are stored, and no number where text is", async () => {
    await put("dates", { ttl: "2100-04-01T00:00:00.000Z", r: "2026-01-01T00:00:00.001Z" });
    expect(await db.file.get(keyOf("dates"))).toEqual(
      fileNow("dates", { expiresAt: EXPIRES, reviewedAt: new Date("2026-01-01T00:00:00.001Z") }),
    );
  });

  it.each([
    ["b", new Uint8Array([1, 2, 3]), "text", "compressed with brotli"],
    ["versions", new Uint8Array(gzipSync("not JSON")), "versions", "compressed with gzip"],
    ["versions", new Uint8Array(gzipSync('{"N":"x"}')), "versions", "is not a number of DynamoDB"],
    ["versions", new Uint8Array(gzipSync('{"S":"text"}')), "versions", "should hold a list"],
    ["ttl", 1.5, "expiresAt", "whole seconds since 1970"],
    ["r", "soon", "reviewedAt", "whole milliseconds since 1970"],
    ["u", 9e15, "updatedAt", "whole milliseconds since 1970"],
  ])("%s that holds %s is unreadable", async (name, value, attribute, reason) => {
    await put("broken", { [name]: value });
    await expect(db.file.get(keyOf("broken")).includeExpired()).rejects.toMatchObject({
      code: "UnreadableItem",
      details: { attribute, reason: expect.stringContaining(reason) },
    });
  });
});

describe("an item whose attributes were renamed", () => {
  it("is named in the error of an item that is too large", async () => {
    const owner = "x".repeat(400 * 1024);
    await expect(db.file.create(file("large", { owner }))).rejects.toMatchObject({ code: "InvalidKey" });
    const notes = [owner];
    await expect(db.file.create(file("large", { notes }))).rejects.toMatchObject({
      code: "ItemTooLarge",
      details: { attribute: "notes" },
    });
  });

  it("is named in errors as in code", async () => {
    const error = await db.file
      .create(file("error"))
      .then(() => db.file.create(file("error")))
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(codeOf(error)).toBe("AlreadyExists");
    expect(String(error)).toContain('folderId "f1", fileId "error"');
    const labels = { labels: { a: 1 } };
    // @ts-expect-error a label is text
    await expect(db.file.create(file("error", labels))).rejects.toMatchObject({
      details: { issues: [{ attribute: "labels.a" }] },
    });
    const nested = db.file
      .update(keyOf("error"))
      .set({ labels: {} })
      .change((f) => [f.labels.key("a").set("b")]);
    await expect(nested).rejects.toMatchObject({
      code: "InvalidUpdate",
      details: { attribute: "labels.a", reason: "overlaps with labels, which the update changes too" },
    });
  });
});

describe("a create whose answer was lost", () => {
  it("finds its own item, compressed values and all, and no other one", async () => {
    const faulty = await connection.faulty();
    const lost = createDatabase(faulty.client, { now: () => clock });
    const other = createDatabase(connection.client, { now: () => clock });
    const given = { text: "All of it. ".repeat(1000), versions: VERSIONS, expiresAt: EXPIRES };
    faulty.proxy.fail("PutItem", "dropped reply");
    expect(await lost.file.create(file("lost", given))).toEqual(fileNow("lost", given));
    expect(faulty.proxy.arrived()).toEqual({ PutItem: 2 });

    await other.file.create(file("theirs", { ...given, text: "another" }));
    faulty.proxy.fail("PutItem", "dropped reply");
    await expect(lost.file.create(file("theirs", given))).rejects.toMatchObject({
      code: "AlreadyExists",
      details: { key: keyOf("theirs"), uncertain: true },
    });
  });
});
