import { describe, it } from "vitest";
import type { Database } from "../golden/partitions/generated/index.js";

declare const db: Database;
const at = "2026-01-01T00:00:00.000Z";

describe("a query over shards", () => {
  it("takes the sharded attribute as a single value, or not at all", () => {
    db.order.byStatus({ status: "PAID" });
    db.order.byStatus({ status: "PAID", placedAt: { gte: "2026" } });
    db.order.byStatus({ status: "PAID", placedAt: at, orderId: { gt: "o1" } });
    db.order.byStatus({ status: "PAID", orderId: "o1" });
    db.order.byStatus({ status: "PAID", orderId: "o1", placedAt: { gte: "2026" } });
    db.order.byCustomer({ customerId: "c1", placedAt: { lt: "2026" } });
    db.order.byTotal();
    // @ts-expect-error a range does not tell the shard
    db.order.byStatus({ status: "PAID", orderId: { gt: "o1" } });
    // @ts-expect-error a range does not tell the shard
    db.order.byCustomer({ customerId: { gt: "c1" } });
    // @ts-expect-error the rest of the partition key
    db.order.byStatus({ orderId: "o1" });
    // @ts-expect-error a global index cannot be read consistently
    db.order.byStatus({ status: "PAID" }).consistent();
  });
});

describe("a query over buckets", () => {
  it("takes a value, or both ends of a range", () => {
    db.event.byDay({ at });
    db.event.byDay({ at: { between: ["2026-01", at] } });
    db.event.byDay({ at, id: { gte: "e1" } });
    db.event.byKind({ at: { between: [at, at] }, kind: { beginsWith: "c" } });
    db.event.byKind({ at, kind: "click", id: "e1" });
    db.reading.query({ at: { between: [new Date(0), new Date()] } }).consistent();
    db.reading.query({ at: { between: [new Date(0), new Date()] }, meter: 3 });
    // @ts-expect-error the date is always given
    db.event.byKind({ kind: "click" });
    // @ts-expect-error a range has an end
    db.event.byDay({ at: { gte: at } });
    // @ts-expect-error after a range nothing narrows
    db.event.byDay({ at: { between: [at, at] }, id: "e1" });
    // @ts-expect-error dates, as the attribute has them
    db.reading.query({ at: { between: ["2026-01-01", "2026-01-02"] } });
  });
});
