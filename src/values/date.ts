/** How a Date is stored: as UTC ISO text with milliseconds, or as a whole number of units since 1970. */
export type DateForm = "date" | "dateInSeconds" | "dateInMilliseconds";

/** The length of each unit in milliseconds. */
const UNITS = { dateInSeconds: 1000, dateInMilliseconds: 1 } as const;

export function isDateForm(type: unknown): type is DateForm {
  return type === "date" || type === "dateInSeconds" || type === "dateInMilliseconds";
}

/** A valid Date in its form. Of one that lies between two seconds, the number of seconds has a fraction. */
export function writeDate(date: Date, form: DateForm): string | number {
  return form === "date" ? date.toISOString() : date.getTime() / UNITS[form];
}

/** Why a Date cannot be stored in a form so that it is read back as it is; `undefined` if it can. */
export function whyNotStored(date: Date, form: DateForm): string | undefined {
  if (Number.isNaN(date.getTime())) return "is an invalid Date";
  if (Number.isInteger(date.getTime() / (form === "date" ? 1 : UNITS[form]))) return undefined;
  return `is ${date.toISOString()}, which has a fraction of a second, and is stored in whole seconds: round it, as in new Date(Math.ceil(+date / 1000) * 1000), or store it in milliseconds`;
}

/** A Date cut to what its form stores: for the time that monotable itself writes. */
export function cutDate(date: Date, form: DateForm): Date {
  return form === "dateInSeconds" ? new Date(Math.floor(date.getTime() / 1000) * 1000) : date;
}

/**
 * The Date of a stored value; `undefined` if it is none. Where numbers are stored, ISO text of before is read too: the
 * one is never taken for the other. A number says nothing of its unit, so that it is no Date where text is stored.
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

/** What a stored date is, for a message. */
export const DATE_TEXTS: Readonly<Record<DateForm, string>> = {
  date: "a date as ISO text",
  dateInSeconds: "a date in whole seconds since 1970",
  dateInMilliseconds: "a date in whole milliseconds since 1970",
};
