import type { DatabaseClient } from "../../src/runtime.js";

/** A client for what sends nothing: encoding and decoding. */
export const offline = {
  send: () => Promise.reject(new Error("Nothing is sent offline.")),
} as unknown as DatabaseClient;
