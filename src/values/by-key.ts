/** A value of a key attribute. Those of one attribute are all of one type. */
type Scalar = string | undefined;

/** What is kept of one partition: mostly of a single item. */
interface Partition<Value> {
  readonly sortKey: Scalar;
  value: Value;
  /** Of the other items, by their sort keys. */
  others?: Map<Scalar, Value>;
}

/**
 * Values of items of one table, which their keys tell apart. The attributes of a key are looked up one by one: to make one
 * text of them takes three times as long.
 */
export class ByKey<Value> {
  readonly #partitionKey: string;
  readonly #sortKey: string | undefined;
  readonly #partitions = new Map<Scalar, Partition<Value>>();

  /** @param names the attributes of the table's keys */
  constructor([partitionKey = "", sortKey]: readonly string[]) {
    this.#partitionKey = partitionKey;
    this.#sortKey = sortKey;
  }

  /** @param item an item, or its key */
  get(item: Readonly<Record<string, unknown>>): Value | undefined {
    const partition = this.#partitions.get(scalarOf(item[this.#partitionKey]));
    if (partition === undefined) return undefined;
    const sortKey = this.#sortKeyOf(item);
    return partition.sortKey === sortKey ? partition.value : partition.others?.get(sortKey);
  }

  set(item: Readonly<Record<string, unknown>>, value: Value): void {
    const id = scalarOf(item[this.#partitionKey]);
    const sortKey = this.#sortKeyOf(item);
    const partition = this.#partitions.get(id);
    if (partition === undefined) this.#partitions.set(id, { sortKey, value });
    else if (partition.sortKey === sortKey) partition.value = value;
    else {
      partition.others ??= new Map();
      partition.others.set(sortKey, value);
    }
  }

  #sortKeyOf(item: Readonly<Record<string, unknown>>): Scalar {
    return this.#sortKey === undefined ? undefined : scalarOf(item[this.#sortKey]);
  }
}

function scalarOf(value: unknown): Scalar {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
}
