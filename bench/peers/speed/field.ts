import type { Contestant, Name } from "../contestants/contestant.js";
import { contestants } from "../contestants/index.js";
import { type Answers, answersFor, check } from "./answers.js";
import { stub } from "./stub.js";
import type { Wire } from "./wire.js";

/** A contestant with what answers it. */
export interface Entrant {
  readonly name: string;
  readonly contestant: Contestant;
  readonly wire: Wire;
  readonly answers: Answers;
  /** The operations that it is measured with, by name; all unless given. */
  readonly only?: readonly string[];
}

/** Opens contestants, each on a wire of its own, and checks that they do what they are measured for. */
export async function contestantsOf(
  names: readonly Name[],
  open: () => Wire | Promise<Wire> = stub,
): Promise<readonly Entrant[]> {
  const entrants: Entrant[] = [];
  for (const name of names) {
    const wire = await open();
    const contestant = contestants[name](wire.config, "app");
    const answers = await answersFor(contestant, wire, "app");
    await check(name, contestant, wire, answers);
    entrants.push({ name, contestant, wire, answers });
  }
  return entrants;
}
