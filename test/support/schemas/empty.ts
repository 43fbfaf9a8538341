import { defineTable } from "monotable";

export const shop = defineTable("shop", { partitionKey: "pk" });
