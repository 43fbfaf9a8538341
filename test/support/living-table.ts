import fc from "fast-check";

/**
 * The rows of the living-table tests, and what each release must make of them: worked out here apart from the library,
 * from the schemas of `test/golden/release-1` and `release-2`.
 */

export type Row = Readonly<Record<string, unknown>>;
export type Release = 1 | 2;
export type EntityName = "Customer" | "Order" | "Line";

/** The clock of both releases: far ahead, so that DynamoDB Local itself deletes nothing that has expired by it. */
export const NOW = new Date("2041-01-01T00:00:00.000Z");
export const NOW_IN_SECONDS = NOW.getTime() / 1000;

export const CUSTOMERS = ["a", "b"] as const;
export const ORDERS = ["1", "2", "3"] as const;

export const placeOf = (row: Row): string => JSON.stringify([row["pk"], row["sk"]]);

const CUSTOMER_KEY = /^CUSTOMER#([^#]+)$/;
const ORDER_KEY = /^ORDER#([^#]+)$/;
const LINE_KEY = /^ORDER#([^#]+)#LINE#(\d\d)$/;

/** The attributes that the key of a row holds, by the one entity whose templates match it. */
function ownerOfKey({ pk, sk }: Row, release: Release): { entity: EntityName; held: Row } | undefined {
  const customerId = CUSTOMER_KEY.exec(String(pk))?.[1];
  if (customerId === undefined) return undefined;
  if (sk === "PROFILE") return { entity: "Customer", held: { customerId } };
  const orderId = ORDER_KEY.exec(String(sk))?.[1];
  if (orderId !== undefined) return { entity: "Order", held: { customerId, orderId } };
  const line = LINE_KEY.exec(String(sk));
  if (line === null || release === 1) return undefined;
  return { entity: "Line", held: { customerId, orderId: line[1], number: Number(line[2]) } };
}

/** The entity of a row by a release; `undefined` for a foreign row. */
export function entityOf(row: Row, release: Release): EntityName | undefined {
  const tag = row["_entity"];
  if (tag === undefined) return ownerOfKey(row, release)?.entity;
  if (tag === "Customer" || tag === "Order" || (tag === "Line" && release === 2)) return tag;
  return undefined;
}

export function isAlive(row: Row): boolean {
  const expires = row["expiresAt"];
  return !(typeof expires === "number" && expires <= NOW_IN_SECONDS);
}

type Form = "text" | "number" | "flag" | "bytes" | "texts" | "seconds" | "iso" | Shape;
interface Shape {
  readonly list?: Members;
  readonly record?: Form;
  readonly map?: Members;
  readonly union?: Readonly<Record<string, Members>>;
}
interface Member {
  readonly form: Form;
  readonly optional?: true;
  readonly nullable?: true;
  readonly absent?: () => unknown;
}
type Members = Readonly<Record<string, Member>>;

const CUSTOMER: Members = {
  customerId: { form: "text" },
  name: { form: "text", absent: () => "unnamed" },
  points: { form: "number", absent: () => 0 },
  labels: { form: "texts", optional: true },
  address: {
    form: { map: { city: { form: "text" }, zip: { form: "text", nullable: true } } },
    optional: true,
  },
  version: { form: "number" },
};

const ORDER: Members = {
  customerId: { form: "text" },
  orderId: { form: "text" },
  status: { form: "text", absent: () => "OPEN" },
  total: { form: "number" },
  box: {
    form: { map: { width: { form: "number", absent: () => 1 }, at: { form: "iso", optional: true } } },
    absent: () => ({ width: 1 }),
  },
  lines: { form: { list: { sku: { form: "text" }, price: { form: "number" } } }, absent: () => [] },
  counts: { form: { record: "number" }, absent: () => ({}) },
  payment: {
    form: {
      union: {
        card: { kind: { form: "text" }, digits: { form: "text" } },
        cash: { kind: { form: "text" }, paid: { form: "flag" } },
      },
    },
    optional: true,
  },
  photo: { form: "bytes", optional: true },
  rank: { form: "text", optional: true },
  expiresAt: { form: "seconds", optional: true },
};

const LINE: Members = {
  customerId: { form: "text" },
  orderId: { form: "text" },
  number: { form: "number" },
  sku: { form: "text" },
};

/** The attributes of an entity by a release. */
export function membersOf(entity: EntityName, release: Release): Members {
  if (entity === "Customer") return CUSTOMER;
  if (entity === "Line") return LINE;
  return release === 2 ? { ...ORDER, team: { form: "text", absent: () => "none" } } : ORDER;
}

/** Thrown for a row that does not have the types of its entity; the message is the path. */
class Unreadable extends Error {}

function isRecord(value: unknown): value is Row {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Set) &&
    !(value instanceof Uint8Array)
  );
}

function read(value: unknown, form: Form, path: string): unknown {
  const given = (isRight: boolean, read: unknown = value): unknown => {
    if (!isRight) throw new Unreadable(path);
    return read;
  };
  switch (form) {
    case "text":
      return given(typeof value === "string");
    case "number":
      return given(typeof value === "number");
    case "flag":
      return given(typeof value === "boolean");
    case "bytes":
      return given(value instanceof Uint8Array);
    case "texts":
      return given(value instanceof Set && [...value].every((each) => typeof each === "string"));
    case "seconds":
      return given(typeof value === "number", new Date(Number(value) * 1000));
    case "iso":
      return given(typeof value === "string" && !Number.isNaN(Date.parse(value)), new Date(String(value)));
  }
  const { list, record, map, union } = form;
  if (list !== undefined) {
    if (!Array.isArray(value)) throw new Unreadable(path);
    return value.map((element, position) => read(element, { map: list }, `${path}[${position}]`));
  }
  if (!isRecord(value)) throw new Unreadable(path);
  if (record !== undefined)
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [name, read(entry, record, `${path}.${name}`)]),
    );
  const option = union?.[String(value["kind"])];
  const members = map ?? option;
  if (members === undefined) throw new Unreadable(`${path}.kind`);
  return readMembers(value, members, path);
}

function readMembers(row: Row, members: Members, path: string, held: Row = {}): Row {
  const item: Record<string, unknown> = {};
  for (const [name, { form, optional, nullable, absent }] of Object.entries(members)) {
    const at = path === "" ? name : `${path}.${name}`;
    const value = row[name] ?? (row[name] === undefined ? held[name] : null);
    if (value === null && nullable) item[name] = null;
    else if (value === undefined || (value === null && optional)) {
      if (optional) continue;
      if (absent === undefined) throw new Unreadable(at);
      item[name] = absent();
    } else item[name] = read(value, form, at);
  }
  return item;
}

/** The item of a row of an entity, or the path at which it cannot be read. */
export function itemOf(row: Row, release: Release): { readonly item: Row } | { readonly path: string } {
  const entity = entityOf(row, release) ?? "Order";
  try {
    return { item: readMembers(row, membersOf(entity, release), "", ownerOfKey(row, release)?.held) };
  } catch (error) {
    if (error instanceof Unreadable) return { path: error.message };
    throw error;
  }
}

/** The keys that an order must have on the indexes of a release, as its stored attributes imply them. */
export function indexKeysOf(row: Row, release: Release): Row {
  const { customerId, orderId } = ownerOfKey(row, 2)?.held ?? {};
  const { status = "OPEN", rank } = row;
  return {
    gsi1pk: `STATUS#${String(status)}`,
    gsi1sk: `ORDER#${String(orderId)}`,
    ...(release === 2 && rank !== undefined && { gsi2pk: `RANKED#${String(customerId)}` }),
  };
}

/** The stored row of an order, by a release that writes it whole. */
export function orderRow(order: Row, release: Release): Row {
  const { customerId, orderId, expiresAt, ...rest } = order;
  const team = release === 2 ? { team: "none" } : {};
  const row = {
    pk: `CUSTOMER#${String(customerId)}`,
    sk: `ORDER#${String(orderId)}`,
    _entity: "Order",
    customerId,
    orderId,
    ...{ status: "OPEN", box: { width: 1 }, lines: [], counts: {}, ...team },
    ...rest,
    ...(expiresAt instanceof Date && { expiresAt: expiresAt.getTime() / 1000 }),
  };
  return { ...row, ...indexKeysOf(row, release) };
}

const customerId = fc.constantFrom(...CUSTOMERS);
const orderId = fc.constantFrom(...ORDERS);
export const orderKey = fc.record({ customerId, orderId });

const seconds = fc.constantFrom(-1000, -1, 0, 1, 1000).map((by) => NOW_IN_SECONDS + by);

/** The input of an order, which both releases take. */
export const orderInput = fc
  .record(
    {
      customerId,
      orderId,
      total: fc.constantFrom(0, 1, 12.35, -3, 100),
      status: fc.constantFrom("OPEN", "PAID"),
      rank: fc.constantFrom("1", "2"),
      lines: fc.constant([{ sku: "s", price: 0.1 }]),
      counts: fc.constant({ x: 1 }),
      payment: fc.constantFrom({ kind: "card", digits: "1" }, { kind: "cash", paid: true }),
      photo: fc.constant(new Uint8Array([1, 2])),
      expiresAt: seconds.map((each) => new Date(each * 1000)),
    },
    { requiredKeys: ["customerId", "orderId", "total"] },
  )
  .map((input) => input as Row & { customerId: string; orderId: string; total: number });

/** Attributes that another tool or another year stored, the right types among them. */
const strangeValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  status: fc.constantFrom("OPEN", "RETURNED", 1, true),
  total: fc.constantFrom(1, "12", null, true, [1]),
  box: fc.constantFrom({ width: 2 }, {}, { width: "2" }, [1], "box", {
    width: 1,
    at: "2026-01-01T00:00:00.000Z",
  }),
  lines: fc.constantFrom([], [{ sku: "s" }], [{ sku: "s", price: "1" }], new Set(["s"]), {}),
  counts: fc.constantFrom({}, { x: "1" }, [1], { x: 1, y: 2.5 }),
  payment: fc.constantFrom({ kind: "crypto" }, { kind: "card" }, null, { kind: "cash", paid: false }),
  photo: fc.constantFrom("text", new Uint8Array([9]), null),
  rank: fc.constantFrom(null, "9"),
  team: fc.constantFrom("red", 7),
  other: fc.constantFrom("x", 1, { deep: [1] }),
};

const strangeOrder: fc.Arbitrary<Row> = fc
  .tuple(orderInput, fc.constantFrom<Release>(1, 2))
  .map(([input, release]) => orderRow(input, release))
  .chain((row) =>
    fc
      .tuple(
        fc.subarray(["status", "total", "box", "lines", "counts", "customerId", "orderId", "_entity"], {
          maxLength: 2,
        }),
        fc.subarray(Object.keys(strangeValues), { maxLength: 1 }),
      )
      .chain(([absent, replaced]) =>
        fc
          .record(Object.fromEntries(replaced.map((name) => [name, strangeValues[name] ?? fc.constant(1)])))
          .map((values) => {
            const kept = Object.entries(row).filter(([name]) => !absent.includes(name));
            const changed: Row = { ...Object.fromEntries(kept), ...values };
            // A tool that knows the indexes keeps their keys, and no key of DynamoDB may be NULL.
            const { rank, gsi1pk: _, gsi1sk: __, gsi2pk: ___, ...rest } = changed;
            const bare: Row = rank === null ? rest : { ...rest, ...(rank !== undefined && { rank }) };
            const keys = indexKeysOf(bare, 2);
            return typeof bare["status"] === "string" || bare["status"] === undefined
              ? { ...bare, ...keys }
              : bare;
          }),
      ),
  );

const customerRow: fc.Arbitrary<Row> = fc
  .record(
    {
      customerId,
      name: fc.constantFrom("Ann", "Bob"),
      points: fc.constantFrom(0, 5, 1000),
      labels: fc.constantFrom(new Set(["x"]), ["x"]),
      address: fc.constantFrom({ city: "Ulm", zip: null }, { city: "Ulm" }, { city: 1, zip: "1" }),
      version: fc.constantFrom(1, 7),
    },
    { requiredKeys: ["customerId", "version"] },
  )
  .map((customer) => ({
    pk: `CUSTOMER#${customer.customerId}`,
    sk: "PROFILE",
    _entity: "Customer",
    ...customer,
  }));

const foreignRow: fc.Arbitrary<Row> = fc
  .record({
    customerId,
    sk: fc.constantFrom(
      "ORDER#",
      "ORDER#1",
      "ORDER#2#LINE#01",
      "ORDER#1#NOTE",
      "PROFILE",
      "PROFILES",
      "junk",
    ),
    _entity: fc.constantFrom("Legacy", "order", undefined),
    text: fc.constantFrom("x", "y"),
  })
  .map(({ customerId: id, sk, _entity, text }): Row => {
    const row: Row = { pk: `CUSTOMER#${id}`, sk, text, ...(_entity !== undefined && { _entity }) };
    // Without a name it would be an item of the entity whose key it has; and DynamoDB would count what begins like one.
    return _entity === undefined && sk !== "junk" ? { ...row, _entity: "Legacy" } : row;
  });

const lineRow: fc.Arbitrary<Row> = fc
  .record({ customerId, orderId, number: fc.constantFrom(1, 12) })
  .map((line) => ({
    pk: `CUSTOMER#${line.customerId}`,
    sk: `ORDER#${line.orderId}#LINE#${String(line.number).padStart(2, "0")}`,
    _entity: "Line",
    ...line,
    sku: "s",
  }));

/** A row as a tool writes it that knows nothing of the design, or another year's. */
export const rawRow: fc.Arbitrary<Row> = fc.oneof(
  { weight: 4, arbitrary: strangeOrder },
  { weight: 2, arbitrary: foreignRow },
  { weight: 1, arbitrary: customerRow },
  { weight: 1, arbitrary: lineRow },
);
