/** Markup, as opposed to text that must be escaped. */
export class Html {
  constructor(readonly markup: string) {}
}

type HtmlValue = string | number | Html | undefined | readonly HtmlValue[];

/** Markup with values in it: text is escaped, markup is not, of a list each. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((markup, part, position) => markup + markupOf(values[position - 1]) + part));
}

function markupOf(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(markupOf).join("");
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
