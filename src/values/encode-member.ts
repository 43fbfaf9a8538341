import type { UnionMember } from "../model/model.js";
import { decodeAbsent, decodeValue } from "./decode.js";
import type { DocumentValue } from "./document.js";
import { sameValue } from "./equal.js";
import type { RefuseValue } from "./refuse-value.js";
import { optionSchema, unwrap, type ValueSchema } from "./zod-schema.js";

/** Encodes a value as a member of its union, of which the schema is given. */
export type EncodeMember = (
  member: UnionMember,
  refuse: RefuseValue,
  option: ValueSchema | undefined,
) => DocumentValue | undefined;

/**
 * Encodes a value as one of the members that JavaScript's types leave. Of several, which a codec makes possible, it is
 * the first that zod too encodes it by and that is read back as the same value.
 *
 * @param possible one at least
 */
export function encodeAsMember(
  possible: readonly UnionMember[],
  value: unknown,
  schema: ValueSchema | undefined,
  encode: EncodeMember,
  refuse: RefuseValue,
): DocumentValue | undefined {
  const [only] = possible;
  if (possible.length === 1 && only !== undefined)
    return encode(only, refuse, optionSchema(schema, only.option));
  const trials: Trial[] = [];
  const misfits: Misfit[] = [];
  for (const member of possible) {
    const trial = tryMember(member, value, optionSchema(schema, member.option), encode);
    if (trial instanceof Misfit) misfits.push(trial);
    else trials.push(trial);
    if (!(trial instanceof Misfit) && trial.exact && trial.encodable) return trial.stored;
  }
  // What zod cannot encode may be what a transform or a `catch` gave, and is stored as it is.
  const best = trials.find(({ exact }) => exact) ?? trials.find(({ encodable }) => encodable) ?? trials[0];
  if (best !== undefined) return best.stored;
  // The member that came furthest says best what is wrong.
  const [furthest] = misfits.sort((one, other) => other.path.length - one.path.length);
  return refuse(furthest?.path ?? "", furthest?.message ?? "is none of its union");
}

interface Trial {
  readonly stored: DocumentValue | undefined;
  /** It is read back as the same value. */
  readonly exact: boolean;
  /** zod encodes the value by this option of its union. */
  readonly encodable: boolean;
}

/** Thrown and caught here: that a member does not take a value is no error while there are others. */
class Misfit extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

function tryMember(
  member: UnionMember,
  value: unknown,
  option: ValueSchema | undefined,
  encode: EncodeMember,
): Trial | Misfit {
  const refuse: RefuseValue = (path, reason) => {
    throw new Misfit(path, reason);
  };
  try {
    const stored = encode(member, refuse, option);
    const read =
      stored === undefined
        ? decodeAbsent(member.value, "", refuse, option)
        : decodeValue(stored, member.value, "", refuse, option);
    return { stored, exact: sameValue(read, value), encodable: isEncodable(option, value) };
  } catch (thrown) {
    if (thrown instanceof Misfit) return thrown;
    throw thrown;
  }
}

function isEncodable(schema: ValueSchema | undefined, value: unknown): boolean {
  try {
    unwrap(schema)?.encode(value);
    return schema !== undefined;
  } catch {
    return false;
  }
}
