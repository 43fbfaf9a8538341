import type { Run } from "./checks.js";
import type { Issue } from "./issues.js";
import type { ParseResult } from "./schema.js";

/** What a schema was made of, with the schemas below it: as zod's definitions have it. */
export interface ValidatorDef {
  readonly type: string;
  readonly [part: string]: unknown;
}

/** Whether a member of an object may be left out, and whether it has a value then. */
export interface Presence {
  readonly optin?: "optional" | "defaulted" | undefined;
  readonly optout?: "optional" | undefined;
}

/** A rule that can be asked: it answers as the zod schema that it came of. */
export class Validator {
  readonly run: Run;
  /** Whether it takes every text, as it is. */
  readonly isAnyText: boolean;
  /** As zod's schemas tell what they are made of. */
  readonly _zod: Presence & { readonly def: ValidatorDef };

  constructor(run: Run, def: ValidatorDef, presence: Presence = {}, isAnyText = false) {
    this.run = run;
    this.isAnyText = isAnyText;
    this._zod = { def, optin: presence.optin, optout: presence.optout };
  }

  safeParse(value: unknown): ParseResult {
    const issues: Issue[] = [];
    const data = this.run(value, issues);
    return issues.length === 0 ? { success: true, data } : { success: false, error: { issues } };
  }

  /** A schema that is a rule has no codec: its values are stored as they are. */
  encode(value: unknown): unknown {
    return value;
  }

  decode(value: unknown): unknown {
    return value;
  }
}
