import { type ErrorCode, isMonotableError, MonotableError, type MonotableErrorOf } from "monotable";
import { describe, expectTypeOf, it } from "vitest";
import type { Database } from "../../examples/shop/generated/index.js";

declare const error: unknown;
declare const db: Database;

describe("isMonotableError with several codes", () => {
  it("gives a union that a switch over code narrows", () => {
    if (!isMonotableError(error, "ConditionFailed", "NotFound")) return;
    expectTypeOf(error.code).toEqualTypeOf<"ConditionFailed" | "NotFound">();
    switch (error.code) {
      case "ConditionFailed":
        expectTypeOf(error.details.item).toEqualTypeOf<unknown>();
        break;
      case "NotFound":
        expectTypeOf(error).toEqualTypeOf<MonotableError<"NotFound">>();
        // @ts-expect-error an item is of another code
        void error.details.item;
        break;
    }
  });

  it("narrows to every code where none is given, as instanceof does", () => {
    if (isMonotableError(error)) expectTypeOf(error).toEqualTypeOf<MonotableErrorOf>();
    if (error instanceof MonotableError) {
      expectTypeOf(error.code).toEqualTypeOf<ErrorCode>();
      expectTypeOf(error.details).not.toBeAny();
    }
    // @ts-expect-error no such code
    isMonotableError(error, "Missing");
  });
});

describe("db.raw.send", () => {
  it("knows the input and the output of every operation of the installed SDK", async () => {
    const exported = await db.raw.send("ExportTableToPointInTime", { TableArn: "arn", S3Bucket: "b" });
    expectTypeOf(exported.ExportDescription?.S3Bucket).toEqualTypeOf<string | undefined>();
    const { Table } = await db.raw.send("DescribeTable", { TableName: "shop" });
    expectTypeOf(Table?.ItemCount).toEqualTypeOf<number | undefined>();
    const { Items } = await db.raw.send("Query", { KeyConditionExpression: "pk = :pk" });
    // biome-ignore lint/suspicious/noExplicitAny: the SDK's own type of a stored value.
    expectTypeOf(Items).toEqualTypeOf<Record<string, any>[] | undefined>();
    // @ts-expect-error no operation of DynamoDB
    await db.raw.send("DropTable", {});
    // @ts-expect-error the bucket is missing
    await db.raw.send("ExportTableToPointInTime", { TableArn: "arn" });
  });
});
