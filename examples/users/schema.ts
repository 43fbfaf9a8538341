import { defineEntity, defineTable } from "monotable";
import { z } from "zod";

/** A table of one entity with natural keys: nothing is composed, and no attribute names the entity. */
export const users = defineTable("Users", {
  partitionKey: "userId",
  indexes: { EmailIndex: { partitionKey: "email" } },
  entityAttribute: false,
});

export const User = defineEntity("User", {
  table: users,
  schema: z.object({
    userId: z.string().min(1),
    /** Kept and found in the case it was given. */
    email: z.email(),
    name: z.string().min(1),
    age: z.int().min(0).optional(),
    role: z.string().min(1).optional(),
    /** When the user was created. */
    createdAt: z.iso.datetime({ precision: 3 }),
  }),
  key: (u) => ({ partition: u.userId }),
  indexes: (u) => ({ byEmail: { index: "EmailIndex", partition: u.email } }),
});
