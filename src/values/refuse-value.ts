/** Refuses a value at a path below its attribute (`lines[0].price`). */
export type RefuseValue = (path: string, reason: string) => never;
