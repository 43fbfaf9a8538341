import { defineTable } from "monotable";

export const shop = defineTable("shop", { partitionKey: "pk" });

throw new Error("no configuration");
