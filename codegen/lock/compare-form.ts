import type { ChangeKind } from "./compare.js";
import { canonicalText, type Form } from "./lock.js";

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
    const todo = "Items may hold null: write something else into those.";
    const change: FormChange = outer.had
      ? { path, kind: "safe", what: "may be null now", todo: "No item holds null yet." }
      : { path, kind: "backfill", what: "may be null no more", todo };
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
  if (kind === "map") return compareMembers(membersOf(from), membersOf(to), path);
  if (isList(from) || isList(to)) {
    if (!isList(from) || !isList(to) || from.length !== to.length) return [stored(path, was, is)];
    return to.flatMap((form, position) =>
      compareForms(from[position] ?? "any", form, `${path}[${position}]`),
    );
  }
  const below = kind === "list" || kind === "set" || kind === "record" ? `${path}[]` : path;
  return compareForms(from as Form, to as Form, below);
}

function compareMembers(was: Members, is: Members, path: string): FormChange[] {
  return [...is].flatMap(([name, { form, optional }]) => {
    const at = `${path}.${name}`;
    const before = was.get(name);
    if (before === undefined) {
      if (optional)
        return [{ path: at, kind: "safe", what: "is new and optional", todo: "Items need not have it." }];
      const todo = "Items lack it: write it into each, or make it optional.";
      return [{ path: at, kind: "backfill", what: "is new and required", todo }];
    }
    const changes = compareForms(before.form, form, at);
    if (!before.optional || optional) return changes;
    const todo = "Items may lack it: write it into those.";
    return [...changes, { path: at, kind: "backfill", what: "was optional and is required", todo }];
  });
}

type Members = ReadonlyMap<string, { readonly form: Form; readonly optional: boolean }>;

/** A member's name ends in `?` where it may be absent. */
function membersOf(map: unknown): Members {
  return new Map(
    Object.entries(map as Readonly<Record<string, Form>>).map(([name, form]) => {
      const optional = name.endsWith("?");
      return [optional ? name.slice(0, -1) : name, { form, optional }];
    }),
  );
}

function stored(path: string, was: Form, is: Form): FormChange {
  const what = `was stored as ${formText(was)} and is stored as ${formText(is)}`;
  return {
    path,
    kind: "breaks",
    what,
    todo: "Items have the old form: write it anew in each, before code reads it.",
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

/** Whether one of two says nothing of what lies below, and the other nothing but that it is as it is. */
function isBareOf(was: Form, is: Form): boolean {
  if (typeof was === "string") return typeof is !== "string" && isPlain(is);
  return typeof is === "string" && isPlain(was);
}

const isList = (form: unknown): form is readonly Form[] => Array.isArray(form);

/** Whether nothing in it is stored in another form than it has in code. */
function isPlain(form: Form): boolean {
  return !/"(date|dateInSeconds|dateInMilliseconds|bigint|codec|set|gzip|brotli)"/.test(canonicalText(form));
}

function without(form: Form, kind: string): { readonly form: Form; readonly had: boolean } {
  if (typeof form === "string" || kindOf(form) !== kind) return { form, had: false };
  return { form: (form[kind] ?? "any") as Form, had: true };
}
