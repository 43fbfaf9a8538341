import { inject } from "vitest";
import { type Capability, type Engine, LACKS } from "./capabilities.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The engine that the tests of a project run on. */
    engine: Engine;
    /** Its address. */
    endpoint: string;
  }
}

/** Whether the engine that this test runs on does something as DynamoDB does. */
export function has(capability: Capability): boolean {
  return !LACKS[inject("engine")].includes(capability);
}
