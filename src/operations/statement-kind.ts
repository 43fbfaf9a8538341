/** Whether a PartiQL statement reads: everything but SELECT may change something. */
export function isSelect(statement: string | undefined): boolean {
  return /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*select\b/i.test(statement ?? "");
}
