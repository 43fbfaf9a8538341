/** How a pure function says that a value of an attribute cannot be used; the caller turns it into its typed error. */
export type Refuse = (attribute: string, reason: string) => never;
