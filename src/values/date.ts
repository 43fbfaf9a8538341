/** The stored form of a Date: UTC ISO text with milliseconds, or a whole number of units since 1970. */
export type DateForm = "date" | "dateInSeconds" | "dateInMilliseconds";

/** The length of each unit in milliseconds. */
const UNITS = { dateInSeconds: 1000, dateInMilliseconds: 1 } as const;

export function isDateForm(type: unknown): type is DateForm {
  return type === "date" || type === "dateInSeconds" || type === "dateInMilliseconds";
}

/** Encodes a valid Date in its form. A number of seconds has a fraction where the Date lies between two of them. */
export function writeDate(date: Date, form: DateForm): string | number {
  return form === "date" ? date.toISOString() : date.getTime() / UNITS[form];
}

/** Returns the reason why a Date cannot be stored in a form and read back unchanged; `undefined` if it can. */
export function dateFault(date: Date, form: DateForm): string | undefined {
  if (Number.isNaN(date.getTime())) return "is an invalid Date";
  if (Number.isInteger(date.getTime() / (form === "date" ? 1 : UNITS[form]))) return undefined;
  return `is ${date.toISOString()}, which has a fraction of a second, and is stored in whole seconds: round it, as in new Date(Math.ceil(+date / 1000) * 1000), or store it in milliseconds`;
}

/** A Date cut to what its form stores: for the time that monotable itself writes. */
export function cutDate(date: Date, form: DateForm): Date {
  return form === "dateInSeconds" ? new Date(Math.floor(date.getTime() / 1000) * 1000) : date;
}

/**
 * Reads a stored Date; `undefined` if the value is not one. Where numbers are stored, older ISO text is read too: the one
 * is never taken for the other. A number does not say its unit, so it is not a Date where text is stored.
 */
export function readDate(value: unknown, form: DateForm): Date | undefined {
  const date = typeof value === "number" ? dateOfNumber(value, form) : dateOfText(value, form);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

function dateOfNumber(value: number, form: DateForm): Date | undefined {
  return form === "date" || !Number.isInteger(value) ? undefined : new Date(value * UNITS[form]);
}

function dateOfText(value: unknown, form: DateForm): Date | undefined {
  if (typeof value !== "string") return undefined;
  return form === "date" || /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)
    ? new Date(value)
    : undefined;
}

/** Descriptions of stored dates, for messages. */
export const DATE_TEXTS: Readonly<Record<DateForm, string>> = {
  date: "a date as ISO text",
  dateInSeconds: "a date in whole seconds since 1970",
  dateInMilliseconds: "a date in whole milliseconds since 1970",
};
