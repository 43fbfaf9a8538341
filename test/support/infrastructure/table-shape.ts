/** A table as each ecosystem describes it, brought into one form that can be compared value by value. */
export interface TableShape {
  readonly name: unknown;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly attributeTypes: Readonly<Record<string, unknown>>;
  readonly billing: unknown;
  readonly read: CapacityShape;
  readonly write: CapacityShape;
  readonly indexes: Readonly<Record<string, IndexShape>>;
  readonly stream: unknown;
  readonly timeToLive: unknown;
  readonly encryption: unknown;
  /** The table itself is under `own`. */
  readonly regions: Readonly<Record<string, RegionShape>>;
}

export interface CapacityShape {
  readonly onDemandMaximum?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly target?: unknown;
}

export interface IndexShape {
  readonly type: "global" | "local";
  readonly keys: Readonly<Record<string, unknown>>;
  readonly projection: unknown;
  readonly attributes: unknown;
  readonly read: CapacityShape;
  readonly write: CapacityShape;
}

export interface RegionShape {
  readonly tableClass: unknown;
  readonly deletionProtection: unknown;
  readonly recoveryDays: unknown;
  readonly kmsKey: unknown;
  readonly insights: unknown;
  readonly indexInsights: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly policy: unknown;
}

/** The values of a shape by path, `indexes.byDay.read.minimum`; those that are absent are left out. */
export function rowsOf(shape: TableShape): ReadonlyMap<string, unknown> {
  const rows = new Map<string, unknown>();
  const visit = (value: unknown, path: string): void => {
    if (value === undefined) return;
    const whole =
      path.endsWith(".policy") || value === null || typeof value !== "object" || Array.isArray(value);
    if (whole) rows.set(path, value);
    else for (const [name, of] of Object.entries(value)) visit(of, path === "" ? name : `${path}.${name}`);
  };
  visit(shape, "");
  return rows;
}

/** Elements of a key schema, in order, as `1. tenant: HASH`. */
export function keysOf(
  elements: readonly (readonly [name: unknown, type: unknown])[],
): Record<string, unknown> {
  return Object.fromEntries(elements.map(([name, type], position) => [`${position + 1} ${name}`, type]));
}
