import { writeMembers, writeValue } from "./attribute-value-json.js";
import { type JsonWriter, jsonBytes } from "./json-writer.js";

/** Writes a part of a request as JSON. */
export interface Body {
  write(writer: JsonWriter, value: unknown): void;
  /** `null` is one of its values. */
  readonly hasNull?: true;
}

/** A part that is the same in both forms: a name, an expression, a count. */
const plain: Body = {
  write: (writer, value) => {
    if (typeof value === "string") writer.quoted(value);
    else writer.raw(JSON.stringify(value));
  },
};

/** Attributes by name: an item, a key, the values of an expression. */
export const attributes: Body = {
  write: (writer, value) => writeMembers(writer, value as object),
};

/** One value. */
export const single: Body = { hasNull: true, write: writeValue };

/** A list whose elements have one shape. */
export function list(of: Body): Body {
  return {
    write(writer, value) {
      const start = writer.length;
      for (const each of value as Iterable<unknown>) {
        writer.comma();
        of.write(writer, each);
      }
      writer.closeList(start);
    },
  };
}

type Members = Readonly<Record<string, unknown>>;

/** Returns true for a member that JSON cannot hold, and for `null` where it is not a value. */
function isLeftOut(member: unknown, body: Body): boolean {
  if (member === undefined) return true;
  if (member === null) return !body.hasNull;
  return body === plain && (typeof member === "function" || typeof member === "symbol");
}

/** An object with the shape of each member by `bodyOf`. A member without a value is left out. */
function object(bodyOf: (name: string) => Body): Body {
  return {
    write(writer, value) {
      const start = writer.length;
      for (const name in value as Members) {
        if (!Object.hasOwn(value as Members, name)) continue;
        const member = (value as Members)[name];
        const body = bodyOf(name);
        if (isLeftOut(member, body)) continue;
        writer.name(name);
        body.write(writer, member);
      }
      writer.closeMap(start);
    },
  };
}

/** Members that are named here hold values; all others are plain. */
export function structure(members: Readonly<Record<string, Body>>): Body {
  const bodies = new Map(Object.entries(members));
  return object((name) => bodies.get(name) ?? plain);
}

/** Members of any name, all of one shape: by table, by attribute. */
export const record = (of: Body): Body => object(() => of);

/** Attribute names by placeholder, which are written faster so than by `JSON.stringify`. */
export const names: Body = /* @__PURE__ */ record(plain);

/** Returns the function that writes an input whose members that are named here hold values. */
export function inputOf(members: Readonly<Record<string, Body>>): (input: unknown) => Uint8Array {
  const body = structure(members);
  return (input) => jsonBytes((writer) => body.write(writer, input));
}
