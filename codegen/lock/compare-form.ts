import type { ChangeKind } from "./design-change.js";
import { canonicalText, type Form, type Members, readMemberKey } from "./lock.js";

/** A change of how a value is stored, or of one below it. */
export interface FormChange {
  /** From the attribute, as in `.lines[].price`; empty for the attribute itself. */
  readonly path: string;
  readonly kind: ChangeKind;
  readonly what: string;
  readonly todo: string;
}

/** Compares how a value was stored with how it is, as deep as both are known. */
export function compareForms(was: Form, is: Form, path = ""): FormChange[] {
  if (canonicalText(was) === canonicalText(is)) return [];
  const [inner, outer] = [without(was, "nullable"), without(is, "nullable")];
  if (inner.had !== outer.had) {
    const todo = "Existing items may hold null: write another value into those.";
    const change: FormChange = outer.had
      ? { path, kind: "safe", what: "may now be null", todo: "No item holds null yet." }
      : { path, kind: "backfill", what: "may no longer be null", todo };
    return [change, ...compareForms(inner.form, outer.form, path)];
  }
  // What is declared more or less exactly is stored as before.
  if (is === "any" || (bareKind(was) === bareKind(is) && isBareOf(was, is))) return [];
  if (typeof was === "string" || typeof is === "string" || kindOf(was) !== kindOf(is)) {
    return [stored(path, was, is)];
  }
  const kind = kindOf(is);
  const [from, to] = [was[kind], is[kind]];
  if (from === undefined || to === undefined) return [stored(path, was, is)];
  const rest = compareForms(restOf(was), restOf(is), `${path}[]`);
  if (kind === "map") return [...compareMembers(from as Members, to as Members, path), ...rest];
  if (isList(from) || isList(to)) {
    if (kind === "union" && isWider(from, to)) {
      return [
        { path, kind: "safe", what: "has further stored forms", todo: "No item has the new forms yet." },
      ];
    }
    if (!isList(from) || !isList(to) || from.length !== to.length) return [stored(path, was, is)];
    if (kind === "union") return [stored(path, was, is)];
    return to.flatMap((form, position) =>
      compareForms(from[position] ?? "any", form, `${path}[${position}]`),
    );
  }
  const below = kind === "list" || kind === "set" || kind === "record" ? `${path}[]` : path;
  return compareForms(from as Form, to as Form, below);
}

/** Compares what two maps, or two shapes of an item, have. A path begins with a dot where it leads below a map. */
function compareMembers(was: Members, is: Members, path: string): FormChange[] {
  const before = membersOf(was);
  return [...membersOf(is)].flatMap(([name, { form, optional }]) => {
    const at = `${path}.${name}`;
    const old = before.get(name);
    if (old === undefined) return [addedMember(at, optional)];
    return [...compareForms(old.form, form, at), ...requiredMember(at, old.optional && !optional)];
  });
}

/** A member that no item has yet. */
export function addedMember(path: string, optional: boolean): FormChange {
  if (optional)
    return { path, kind: "safe", what: "is new and optional", todo: "Existing items need not have it." };
  const todo =
    "Existing items lack this attribute (defaults apply on create): backfill it or make it optional.";
  return { path, kind: "backfill", what: "is new and required", todo };
}

/** Returns the change of a member that may no longer be absent. */
export function requiredMember(path: string, required: boolean): FormChange[] {
  if (!required) return [];
  const todo = "Existing items may lack it: backfill it.";
  return [{ path, kind: "backfill", what: "is now required instead of optional", todo }];
}

/** The members by their own names. */
export function membersOf(members: Members): ReadonlyMap<string, Member> {
  return new Map(
    Object.entries(members).map(([key, form]) => {
      const { name, optional } = readMemberKey(key);
      return [name, { form, optional }];
    }),
  );
}

interface Member {
  readonly form: Form;
  readonly optional: boolean;
}

function stored(path: string, was: Form, is: Form): FormChange {
  const what = `is now stored as ${formText(is)} instead of ${formText(was)}`;
  return {
    path,
    kind: "breaks",
    what,
    todo: "Existing items have the old form: rewrite it in each before code reads it.",
  };
}

function formText(form: Form): string {
  return typeof form === "string" ? form : canonicalText(form);
}

const kindOf = (form: Form): string => (typeof form === "string" ? form : (Object.keys(form)[0] ?? ""));

/** The form with nothing said of what lies below. */
const bareKind = (form: Form): string => {
  const kind = kindOf(form);
  return { record: "map", tuple: "list" }[kind] ?? kind;
};

/**
 * Returns true if one form says nothing of the levels below, and the other says only that they are stored unchanged.
 */
function isBareOf(was: Form, is: Form): boolean {
  if (typeof was === "string") return typeof is !== "string" && isPlain(is);
  return typeof is === "string" && isPlain(was);
}

/** Returns the form of the unnamed members. */
function restOf(form: Form): Form {
  return typeof form === "string" ? "any" : ((form["rest"] ?? "any") as Form);
}

/** Returns true if all forms of the one are among those of the other. */
function isWider(from: unknown, to: unknown): boolean {
  if (!isList(from) || !isList(to)) return false;
  const forms = new Set(to.map(canonicalText));
  return from.every((form) => forms.has(canonicalText(form)));
}

const isList = (form: unknown): form is readonly Form[] => Array.isArray(form);

/** Returns true if nothing in it is stored in another form than it has in code. */
function isPlain(form: Form): boolean {
  return !/"(date|dateInSeconds|dateInMilliseconds|bigint|codec|set|gzip|brotli)"/.test(canonicalText(form));
}

function without(form: Form, kind: string): { readonly form: Form; readonly had: boolean } {
  if (typeof form === "string" || kindOf(form) !== kind) return { form, had: false };
  return { form: (form[kind] ?? "any") as Form, had: true };
}
