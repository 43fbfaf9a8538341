/**
 * Gives names of resources, each once: what two resources would share gets a number at the second. The order of asking
 * decides, so it is that of the schema.
 */
export function uniqueNames(separator: string): (name: string) => string {
  const given = new Set<string>();
  return (name) => {
    let unique = name;
    for (let number = 2; given.has(unique); number++) unique = `${name}${separator}${number}`;
    given.add(unique);
    return unique;
  };
}

/** A name as one word of letters and digits of ASCII, each of its words with a capital. */
export function asciiPascalCase(name: string): string {
  const words = name.match(/[A-Za-z\d]+/g) ?? [];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** What a table is called where there are resources of other kinds: `ShopTable`. */
export function tableIdentifier(name: string): string {
  const word = asciiPascalCase(name);
  const named = /Tables?$/.test(word) ? word : `${word}Table`;
  return /^\d/.test(named) ? `Table${named}` : named;
}
