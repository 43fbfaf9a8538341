import { type AST, parseRegExpLiteral } from "@eslint-community/regexpp";

/** The number of repetitions beyond the minimum, where there is no maximum. */
const MORE = 3;

/**
 * A text that matches a regular expression; `undefined` of one that looks around itself or refers back. What it gives is
 * a good guess where flags or assertions in the middle demand more: the caller validates.
 */
export function matchingText(pattern: RegExp, random: () => number): string | undefined {
  try {
    const literal = parseRegExpLiteral(pattern);
    return alternatives(literal.pattern.alternatives, random);
  } catch (error) {
    if (error instanceof Unsupported || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Unsupported extends Error {}

function alternatives(all: readonly AST.Alternative[], random: () => number): string {
  // Those that look around themselves are passed over where another one does not.
  const start = Math.floor(random() * all.length);
  let failure: unknown;
  for (let step = 0; step < all.length; step += 1) {
    const { elements } = all[(start + step) % all.length] as AST.Alternative;
    try {
      return elements.map((element) => elementText(element, random)).join("");
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function elementText(element: AST.Element, random: () => number): string {
  switch (element.type) {
    case "Character":
      return String.fromCodePoint(element.value);
    case "CharacterSet":
      return one(SETS[element.kind] ?? "a", random, element.kind !== "any" && element.negate);
    case "CharacterClass":
      return classText(element, random);
    case "Group":
    case "CapturingGroup":
      return alternatives(element.alternatives, random);
    case "Quantifier": {
      const most = Math.min(element.max, element.min + MORE);
      const count = element.min + Math.floor(random() * (most - element.min + 1));
      return Array.from({ length: count }, () => elementText(element.element, random)).join("");
    }
    case "Assertion":
      // Of what may not come next, something else is nearly always made.
      if (element.kind === "lookahead" && !element.negate) throw new Unsupported();
      if (element.kind === "lookbehind") throw new Unsupported();
      return "";
    default:
      throw new Unsupported();
  }
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SETS: Readonly<Record<string, string>> = {
  any: LETTERS,
  digit: "0123456789",
  space: " ",
  word: `${LETTERS}0123456789`,
  property: LETTERS,
};

/** Printable ASCII, of which what is negated is taken. */
const PRINTABLE = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));

function one(characters: string, random: () => number, negated = false): string {
  const from = negated ? PRINTABLE.filter((each) => !characters.includes(each)) : [...characters];
  return from[Math.floor(random() * from.length)] ?? "";
}

function classText(element: AST.CharacterClass, random: () => number): string {
  if (element.negate) {
    const free = PRINTABLE.filter((each) => !element.elements.some((part) => matchesCharacter(part, each)));
    return one(
      (free.some((each) => /\w/.test(each)) ? free.filter((each) => /\w/.test(each)) : free).join(""),
      random,
    );
  }
  const part = element.elements[Math.floor(random() * element.elements.length)];
  if (part === undefined) throw new Unsupported();
  if (part.type === "CharacterClassRange") {
    const { min, max } = part;
    return String.fromCodePoint(min.value + Math.floor(random() * (max.value - min.value + 1)));
  }
  if (part.type === "Character" || part.type === "CharacterSet" || part.type === "CharacterClass")
    return elementText(part, random);
  throw new Unsupported();
}

function matchesCharacter(part: AST.CharacterClass["elements"][number], character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (part.type === "CharacterClassRange") return code >= part.min.value && code <= part.max.value;
  if (part.type === "Character") return part.value === code;
  if (part.type === "CharacterSet") return new RegExp(part.raw, "u").test(character);
  return false;
}
