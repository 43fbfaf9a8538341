/** The attribute of a guard of a unique constraint that says whose it is. */
export const OWNER_ATTRIBUTE = "_owner";
