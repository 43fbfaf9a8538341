import { vi } from "vitest";

// Databases are opened with `send: "document"` unless a test says otherwise.
vi.mock("../../src/client/open-transport.js", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../src/client/open-transport.js")>();
  const openTransport: typeof original.openTransport = (client, options) =>
    original.openTransport(client, { send: "document", ...options });
  return { ...original, openTransport };
});
