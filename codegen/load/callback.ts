import type { AttributeRef, DerivedRef, KeyTemplate } from "../../src/schema/key.js";

/** What a `key` or `indexes` callback returned, and what it did wrong on the way. */
export interface CallbackResult {
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** What is wrong, and how to mend it. */
export interface Problem {
  readonly message: string;
  readonly help: string;
}

/**
 * Calls a `key` or `indexes` callback with references to the attributes. Any name gives a reference, so that an unknown
 * one is found where it is used; what is wrong is collected, never thrown.
 */
export function runCallback(
  callback: (attributes: unknown) => unknown,
  attributes: readonly string[],
): CallbackResult {
  const problems: Problem[] = [];
  const known = Object.fromEntries(attributes.map((name) => [name, reference(name, problems)]));
  const references = new Proxy(known, {
    get: (target, name) => {
      if (typeof name === "symbol") return undefined;
      return Object.hasOwn(target, name) ? target[name] : reference(name, problems);
    },
  });
  try {
    return { value: callback(references), problems };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const help =
      "It may only compose keys from its argument: (o) => ({ partition: key`ORDER#${o.orderId}` }).";
    // What went wrong before explains why it throws.
    return {
      value: undefined,
      problems: problems.length > 0 ? problems : [{ message: `throws: ${reason}`, help }],
    };
  }
}

function reference(attribute: string, problems: Problem[]): AttributeRef {
  const used = (message: string, help: string) => {
    if (!problems.some((problem) => problem.message === message)) problems.push({ message, help });
  };
  return new Proxy<AttributeRef>(
    { attribute },
    {
      get: (target, name) => {
        if (name === "attribute") return target.attribute;
        if (name === Symbol.toPrimitive || name === "toString" || name === "valueOf" || name === "toJSON") {
          used(
            `uses the attribute "${attribute}" as text`,
            `Compose keys with the tag: key\`…\${${attribute}}\`, or give the attribute as it is.`,
          );
          return () => "";
        }
        if (typeof name === "string" && name !== "_value") {
          used(
            `takes "${name}" of the attribute "${attribute}"`,
            "A key is made of whole attributes: store the part as an attribute of its own.",
          );
        }
        return undefined;
      },
    },
  );
}

export function isTemplate(value: unknown): value is KeyTemplate {
  return isRecord(value) && Array.isArray(value["pieces"]);
}

export function isReference(value: unknown): value is AttributeRef {
  return isRecord(value) && Object.hasOwn(value, "attribute") && typeof value["attribute"] === "string";
}

export function isDerived(value: unknown): value is DerivedRef {
  return isRecord(value) && isReference(value["of"]) && isRecord(value["derived"]);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
