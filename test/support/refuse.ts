/** A refusal as pure functions take it: an error with the attribute (or path) and the reason. */
export const refuse = (attribute: string, reason: string): never => {
  throw new Error(`${attribute}: ${reason}`);
};
