import ts from "typescript";
import { validCopyOf } from "../../codegen/emit/valid-copy/valid-copy.js";
import { print } from "../../codegen/printer/layout.js";
import type { ValidCopy } from "../../src/model/valid-copy.js";
import type { ValueRule } from "../../src/model/value-rule.js";

/** What is generated to copy the valid items of an entity of these attributes; nothing where that is not simple. */
export function validCopyFunction(
  rules: Readonly<Record<string, ValueRule>>,
  rest?: ValueRule,
): ValidCopy | undefined {
  const attributes = Object.entries(rules).map(([name, rule]) => ({
    name,
    rule,
    value: "any" as const,
    optional: false,
    defaulted: false,
    types: { input: "", output: "" },
  }));
  const pattern = (_: string, source: string, flags: string): string => String(new RegExp(source, flags));
  const layout = validCopyOf({ attributes, ...(rest !== undefined && { rest }) }, pattern);
  if (layout === undefined) return undefined;
  const { outputText } = ts.transpileModule(`return ${print(layout)}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  });
  return new Function(outputText)() as ValidCopy;
}
