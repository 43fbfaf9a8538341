import { Awaitable, type RunOptions } from "../operations/operation.js";
import { isSelect } from "../operations/statement-kind.js";
import type { Page } from "../queries/readable.js";
import type { Request, Sender, Wire } from "../requests/request.js";
import { rawFailure } from "./failure.js";
import { rawSubject } from "./items.js";
import type { StatementText } from "./statement-text.js";
import type { StoredItems } from "./stored-items.js";

/** What statements are run with. */
export interface StatementTarget {
  readonly sender: Sender;
  readonly items: StoredItems;
  /** The tables of the design by their names in this environment. */
  readonly tableNames: readonly string[];
}

export interface StatementPageOptions extends RunOptions {
  /** The cursor of the page before. */
  readonly after?: string | undefined;
  /** The most items that the request reads, matches or not. */
  readonly limit?: number | undefined;
}

/** A statement as a part of a batch or a transaction. */
export type StatementPart = NonNullable<Wire["BatchExecuteStatement"]["input"]["Statements"]>[number];

/**
 * A PartiQL statement as a value. Await it and it runs to its end, each time anew, and gives the items that it read, or
 * that its RETURNING asks for. `page`, `pages` and `for await` read a part at a time.
 */
export class Statement<Item> extends Awaitable<Item[]> implements AsyncIterable<Item> {
  /** @internal */
  readonly target: StatementTarget;
  readonly #statement: () => StatementText;
  readonly #consistent: boolean;

  /** @internal */
  constructor(target: StatementTarget, statement: () => StatementText, consistent = false) {
    super();
    this.target = target;
    this.#statement = statement;
    this.#consistent = consistent;
  }

  /** Reads what every write that succeeded before has left, at twice the cost. */
  consistent(): Statement<Item> {
    return new Statement(this.target, this.#statement, true);
  }

  /** The request that would be sent first. Nothing is sent. What it costs DynamoDB alone decides: it may be a scan. */
  plan(): Request<"ExecuteStatement"> {
    return this.#request({});
  }

  /** What one request gives: it may be empty though there is more, which its cursor tells. */
  async page({ after, limit, signal }: StatementPageOptions = {}): Promise<Page<Item>> {
    return this.#page(this.#sender(signal), { after, limit });
  }

  /** Page after page, to the end. */
  async *pages({ after: first, limit, signal }: StatementPageOptions = {}): AsyncGenerator<Page<Item>> {
    const sender = this.#sender(signal);
    let after = first;
    do {
      const page = await this.#page(sender, { after, limit });
      if (page.items.length > 0) yield page;
      after = page.cursor;
    } while (after !== undefined);
  }

  /** Every item, as awaiting the statement gives them. */
  all(options: RunOptions = {}): Promise<Item[]> {
    return this.run(options);
  }

  /** Each item, as `for await` over the statement itself gives them, with options. */
  async *items(options: StatementPageOptions = {}): AsyncGenerator<Item> {
    for await (const { items } of this.pages(options)) yield* items;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Item> {
    return this.items();
  }

  /** @internal What takes part in a batch or a transaction. */
  part(): StatementPart {
    const { text, parameters } = this.#statement();
    return {
      Statement: text,
      ...(parameters.length > 0 && { Parameters: [...parameters] }),
      ...(this.#consistent && { ConsistentRead: true }),
      ...(!isSelect(text) && { ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const }),
    };
  }

  /** @internal The table that it is about: the first of the design's that it names. */
  tableName(): string {
    const { text } = this.#statement();
    const named = this.target.tableNames.map((name) => ({ name, at: text.indexOf(`"${name}"`) }));
    const [first] = named.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
    return first?.name ?? "";
  }

  protected async run({ signal }: RunOptions = {}): Promise<Item[]> {
    const all: Item[] = [];
    // One by one: the arguments of a call have a limit.
    for await (const { items } of this.pages({ signal })) for (const item of items) all.push(item);
    return all;
  }

  #sender(signal: AbortSignal | undefined): Sender {
    return this.target.sender.within({ signal, accessPattern: "partiql" });
  }

  #request({ after, limit }: StatementPageOptions): Request<"ExecuteStatement"> {
    const input: Wire["ExecuteStatement"]["input"] = {
      ...this.part(),
      ...(limit !== undefined && { Limit: limit }),
      ...(after !== undefined && { NextToken: after }),
    };
    return { operation: "ExecuteStatement", input };
  }

  async #page(sender: Sender, options: StatementPageOptions): Promise<Page<Item>> {
    const request = this.#request(options);
    const tableName = this.tableName();
    const { items } = this.target;
    try {
      const { Items = [], NextToken } = await sender.send(request, rawSubject(tableName));
      // What the items are the generated types say: the seam of the type parameter.
      return { items: Items.map((item) => items.decode(item) as Item), cursor: NextToken };
    } catch (error) {
      throw rawFailure(items, { operation: request.operation, tableName }, error);
    }
  }
}
