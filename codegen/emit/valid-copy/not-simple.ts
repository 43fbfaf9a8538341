/** A rule for which no plain code is generated: the runtime follows it as data. */
export class NotSimple extends Error {}
