/** Text as a string literal of TypeScript. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A name as a property: quoted where it is no identifier. */
export function propertyName(name: string): string {
  return IDENTIFIER.test(name) ? name : quoted(name);
}

/** A property of a variable: `o.userId`, `o["GSI1-PK"]`. */
export function propertyOf(variable: string, name: string): string {
  return IDENTIFIER.test(name) ? `${variable}.${name}` : `${variable}[${quoted(name)}]`;
}

/** `OrderItem` of `ORDER_ITEM`, `order item` or `orderItem`. */
export function pascalCase(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const joined = words
    .map((word) => {
      const rest = word.slice(1);
      return word.charAt(0).toUpperCase() + (rest === rest.toUpperCase() ? rest.toLowerCase() : rest);
    })
    .join("");
  return /^[A-Za-z]/.test(joined) ? joined : `Item${joined}`;
}

export function camelCase(text: string): string {
  const name = pascalCase(text);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A name that nothing else has, by a number at its end. */
export function freshName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${name}${number}`;
  taken.add(unique.toLowerCase());
  return unique;
}
