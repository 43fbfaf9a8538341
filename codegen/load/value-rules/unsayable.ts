/** What of a schema cannot be said as data: where below the attribute, and what it is, as in "has a refinement". */
export class Unsayable extends Error {
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path} ${what}`);
    this.path = path;
    this.what = what;
  }
}
