/** The place for which a sample value is made. */
export interface SampleContext {
  /** The attribute's name, or that of a member below it. */
  readonly name: string;
  /** The entity of the attribute: `Product`. */
  readonly entity: string;
  /** From 0: the same number gives the same value wherever the name is the same. */
  readonly position: number;
  readonly random: () => number;
  /** From 0: the number of values rejected so far, so that another one is tried. */
  readonly attempt: number;
  /** The number of attempts left for all parts of one attribute. */
  readonly budget: { left: number };
}

const START = Date.UTC(2026, 0, 5, 9, 30);

const DAY = 24 * 60 * 60 * 1000;

/** A time: one some days after the other, by number. */
export function sampleTime(position: number): Date {
  return new Date(START + position * DAY * 3 + (position % 7) * 3_600_000);
}

/** `messageGroupUuid` and `message_group_uuid` as `message-group-uuid`. */
export function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/[_\s.]+/g, "-")
    .toLowerCase();
}

export const singular = (name: string): string => name.replace(/ies$/, "y").replace(/s$/, "");

/** Numbers from 0 up to 1 that follow from a text alone, on every machine (mulberry32 over an FNV-1a hash). */
export function createRandom(seed: string): () => number {
  let state = Number.parseInt(hash(seed), 16);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, as eight hexadecimal digits. */
export function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value.toString(16).padStart(8, "0");
}
