export type { Diagnostic, Locate, Location } from "./diagnostics/diagnostic.js";
export { type EmitOptions, emit } from "./emit/index.js";
export { type GenerateOptions, type GenerateResult, generate } from "./generate/generate.js";
export { type LoadedSchema, load } from "./load/index.js";
export { checkRules } from "./rules/index.js";
export { type Target, type TargetOptions, targets } from "./targets/index.js";
export type { PlannedFile, WritePlan } from "./write/plan.js";
