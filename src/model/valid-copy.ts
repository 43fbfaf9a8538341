/**
 * The copy of a valid input that its schema makes of it, by code that knows its shape; `undefined` where only the rules
 * can tell: what is wrong with an input, or what becomes of one that is not as simple as most.
 */
export type ValidCopy = (input: unknown, tests: ValueTests) => Record<string, unknown> | undefined;

/** What that code asks of values beyond what the language says in few words. Handed in, so that what only reads has none of it. */
export interface ValueTests {
  /** Whether a value can have members. */
  isObject(value: unknown): value is Readonly<Record<string, unknown>>;
  /** Whether it is an object of no class whose members are all named by texts other than `__proto__`. */
  isRecord(value: unknown): value is Readonly<Record<string, unknown>>;
  /** Whether it is a URL that is stored as it is. */
  isUrl(text: string): boolean;
  /** Whether a number is a multiple of another, as far as doubles can tell. */
  isMultiple(value: number, step: number): boolean;
  /** The number of code points of a text. */
  characters(text: string): number;
}
