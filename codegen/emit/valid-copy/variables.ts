import { isReserved } from "../../model-facts/names.js";

/** What the generated function itself names, and what its scope has that it uses. */
const OWN =
  "input given any undefined Array Date Map Number Object Set Uint8Array " +
  "isObject isRecord isUrl isMultiple characters";

/** The variables of one generated function: each has a name of its own, if it can the name of what it holds. */
export class Variables {
  readonly #taken = new Set(OWN.split(" "));

  /** A new variable: `status`, or if there is one `status2`. */
  name(wanted: string): string {
    // Constants of regular expressions end so.
    const usable = /^[A-Za-z_$][\w$]*$/.test(wanted) && !isReserved(wanted) && !wanted.endsWith("Pattern");
    const base = usable ? wanted : "value";
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? base : `${base}${count}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}
