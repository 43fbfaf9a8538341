import type { Piece, UniqueModel } from "../../src/model/model.js";
import { errorDiagnostic } from "../diagnostics/diagnostic.js";
import type { PieceFacts } from "../zod-schemas/piece-facts.js";
import { isDerived, isRecord, isReference, runCallback } from "./callback.js";
import { derivedPiece } from "./derived-piece.js";
import type { EntityContext } from "./entity.js";
import { pieceOf } from "./keys.js";

export interface UniqueSources {
  readonly entity: string;
  readonly exportName: string;
  /** What the `unique` option was given. */
  readonly callback: unknown;
  readonly facts: ReadonlyMap<string, PieceFacts>;
}

/** Reads the unique constraints of an entity; what is wrong with them is reported. */
export function readUnique(
  { entity, exportName, callback, facts }: UniqueSources,
  { sources, report }: EntityContext,
): readonly UniqueModel[] {
  if (callback === undefined) return [];
  const path = ["entities", exportName, "unique"];
  const problem = (name: string | undefined, message: string, help: string) => {
    const location = sources.locate(name === undefined ? path : [...path, name]);
    const subject = `${entity}.unique${name === undefined ? "" : `.${name}`}:`;
    report(errorDiagnostic("unique-constraint", location, `${subject} ${message}`, help));
  };
  if (typeof callback !== "function") {
    problem(undefined, "is not a function", "Give unique: (o) => ({ email: o.email }).");
    return [];
  }
  const { value, problems } = runCallback(callback as (attributes: unknown) => unknown, [...facts.keys()]);
  for (const { message, help } of problems) problem(undefined, message, help);
  if (problems.length > 0) return [];
  return Object.entries(isRecord(value) ? value : {}).flatMap(([name, source]): UniqueModel[] => {
    const given: readonly unknown[] = Array.isArray(source) ? source : [source];
    const pieces = given.flatMap((one): Piece[] => {
      if (isReference(one)) return [pieceOf(one.attribute, { facts })];
      if (!isDerived(one)) return [];
      const derived = derivedPiece(one, facts.get(one.of.attribute), { keyEncoding: "ordered" });
      if (derived.problem !== undefined) problem(name, derived.problem.message, derived.problem.help);
      return [derived.piece];
    });
    if (pieces.length > 0 && pieces.length === given.length) return [{ name, pieces }];
    const help = "Give an attribute, or a list of attributes that are unique together: [o.first, o.last].";
    problem(name, given.length === 0 ? "names no attribute" : "is not made of attributes alone", help);
    return [];
  });
}
