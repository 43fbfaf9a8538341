/** What DynamoDB costs on demand, in US dollars for a million request units. */
export interface Prices {
  readonly region: string;
  /** The day from which these prices hold. */
  readonly since: string;
  readonly read: number;
  readonly write: number;
}

/** The list prices of one region, which others differ from. Data: it is changed here when Amazon changes it. */
export const listPrices: Readonly<Record<"STANDARD" | "STANDARD_INFREQUENT_ACCESS", Prices>> = {
  STANDARD: { region: "us-east-1", since: "2024-11-01", read: 0.125, write: 0.625 },
  STANDARD_INFREQUENT_ACCESS: { region: "us-east-1", since: "2024-11-01", read: 0.155, write: 0.78 },
};

/** Prices that a user gives in place of the list's. */
export interface PriceOverrides {
  readonly read?: number;
  readonly write?: number;
}
