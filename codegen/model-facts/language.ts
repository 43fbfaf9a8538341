/** A set of texts over symbols, which are code points or numbers below them. */
export type Language =
  | { readonly kind: "class"; readonly ranges: readonly Range[] }
  | { readonly kind: "many"; readonly of: Language }
  | { readonly kind: "sequence"; readonly of: readonly Language[] }
  | { readonly kind: "oneOf"; readonly of: readonly Language[] }
  | { readonly kind: "begins"; readonly with: Language };

/** The first and the last symbol of a range. */
export type Range = readonly [first: number, last: number];

/** That one text. */
export function text(literal: string): Language {
  return sequence([...literal].map(anyOf));
}

/** Any one of the characters. */
export function anyOf(characters: string): Language {
  const points = [...characters].map((character) => character.codePointAt(0) ?? 0);
  return { kind: "class", ranges: points.map((point): Range => [point, point]) };
}

/** That one symbol. */
export function symbol(code: number): Language {
  return { kind: "class", ranges: [[code, code]] };
}

/** One or more of it. */
export function many(of: Language): Language {
  return { kind: "many", of };
}

/** One after the other. */
export function sequence(of: readonly Language[]): Language {
  return { kind: "sequence", of };
}

/** Any of them. */
export function oneOf(of: readonly Language[]): Language {
  return { kind: "oneOf", of };
}

/** All texts that begin with one of these. */
export function begins(language: Language): Language {
  return { kind: "begins", with: language };
}

interface State {
  readonly moves: { readonly ranges: readonly Range[]; readonly to: State }[];
  readonly skips: State[];
}

interface Automaton {
  readonly start: State;
  readonly end: State;
}

/** Returns true if two languages have a text in common, by walking the automata of both side by side. */
export function intersects(a: Language, b: Language): boolean {
  const [left, right] = [build(a), build(b)];
  const seen = new Map<State, Set<State>>();
  const todo: (readonly [State, State])[] = [[left.start, right.start]];
  for (let pair = todo.pop(); pair !== undefined; pair = todo.pop()) {
    const [x, y] = pair;
    const partners = seen.get(x) ?? new Set();
    if (partners.has(y)) continue;
    seen.set(x, partners.add(y));
    if (x === left.end && y === right.end) return true;
    for (const next of x.skips) todo.push([next, y]);
    for (const next of y.skips) todo.push([x, next]);
    for (const move of x.moves) {
      for (const other of y.moves) if (rangesMeet(move.ranges, other.ranges)) todo.push([move.to, other.to]);
    }
  }
  return false;
}

function rangesMeet(a: readonly Range[], b: readonly Range[]): boolean {
  return a.some(([low, high]) => b.some(([otherLow, otherHigh]) => low <= otherHigh && otherLow <= high));
}

function state(): State {
  return { moves: [], skips: [] };
}

/** Thompson's construction: one start, one end. */
function build(language: Language): Automaton {
  const start = state();
  const end = state();
  switch (language.kind) {
    case "class":
      start.moves.push({ ranges: language.ranges, to: end });
      break;
    case "many": {
      const inner = build(language.of);
      start.skips.push(inner.start);
      inner.end.skips.push(inner.start, end);
      break;
    }
    case "sequence": {
      let last = start;
      for (const part of language.of.map(build)) {
        last.skips.push(part.start);
        last = part.end;
      }
      last.skips.push(end);
      break;
    }
    case "oneOf":
      for (const part of language.of.map(build)) {
        start.skips.push(part.start);
        part.end.skips.push(end);
      }
      break;
    case "begins": {
      const inner = build(language.with);
      start.skips.push(inner.start);
      inner.end.skips.push(end);
      end.moves.push({ ranges: [[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]], to: end });
      break;
    }
  }
  return { start, end };
}
