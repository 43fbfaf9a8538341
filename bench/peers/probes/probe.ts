/** The tickets, scores and members that every probe writes, in whatever way a library models them. */
export interface Ticket {
  readonly ticketId: string;
  readonly project: string;
  readonly status: string;
  readonly openedAt: string;
  readonly assignee?: string;
}

export interface Score {
  readonly game: string;
  readonly player: string;
  readonly points: number;
}

/**
 * What a probe asks of a library. Keys are declared as its documentation does: a member by tenant and id, a score by game
 * and player with an index by game and points, a ticket by id with an index by project, status and time, and another one by
 * assignee, which an item without one is not in.
 */
export interface Library {
  readonly name: string;
  createMember(tenantId: string, memberId: string): Promise<void>;
  createScore(score: Score): Promise<void>;
  /** The scores of a game by their index, in its order. */
  pointsOf(game: string): Promise<readonly number[]>;
  addPoints(key: Pick<Score, "game" | "player">, points: number): Promise<void>;
  createTicket(ticket: Ticket): Promise<void>;
  setStatus(ticketId: string, status: string): Promise<void>;
  removeAssignee(ticketId: string): Promise<void>;
}

/** The items of the table as they are stored. */
export type Items = readonly Readonly<Record<string, unknown>>[];

/** What became of a probe. */
export interface Outcome {
  /** `kept`: done, and right. `refused`: an error, and nothing was changed. `wrong`: the stored data is not what was asked for. */
  readonly verdict: "kept" | "refused" | "wrong";
  /** What was seen, in the library's own bytes. */
  readonly seen: string;
}

export interface Probe {
  readonly name: string;
  readonly question: string;
  run(library: Library, items: () => Promise<Items>, delimiter: string): Promise<Outcome>;
}

const ticket: Ticket = {
  ticketId: "t1",
  project: "p1",
  status: "open",
  openedAt: "2026-01-01T00:00:00.000Z",
  assignee: "ann",
};

export const probes: readonly Probe[] = [
  {
    name: "delimiter",
    question: "Two members of two tenants, whose ids hold what separates the pieces of a key: two items?",
    run: async (library, items, delimiter) => {
      await library.createMember(`a${delimiter}b`, "c");
      await library.createMember("a", `b${delimiter}c`);
      return count(await items(), 2);
    },
  },
  {
    name: "case",
    question: "Two members `Ann` and `ann`: two items?",
    run: async (library, items) => {
      await library.createMember("a", "Ann");
      await library.createMember("a", "ann");
      return count(await items(), 2);
    },
  },
  {
    name: "numbers",
    question: "Scores of 9, 10 and 100: in this order by their index?",
    run: async (library) => {
      for (const points of [9, 10, 100])
        await library.createScore({ game: "g", player: `p${points}`, points });
      const seen = await library.pointsOf("g");
      return { verdict: seen.join() === "9,10,100" ? "kept" : "wrong", seen: seen.join(", ") };
    },
  },
  {
    name: "add",
    question: "5 added to a score of 10: does its index have 15?",
    run: async (library, items) => {
      await library.createScore({ game: "g", player: "p", points: 10 });
      await library.createScore({ game: "g", player: "expected", points: 15 });
      const change = () => library.addPoints({ game: "g", player: "p" }, 5);
      return compare(items, "gsi1sk", change);
    },
  },
  {
    name: "part of a key",
    question: "A new status, one of two attributes in an index key: does the key follow, and keep the other?",
    run: async (library, items) => {
      await library.createTicket(ticket);
      await library.createTicket({ ...ticket, ticketId: "expected", status: "closed" });
      const change = () => library.setStatus("t1", "closed");
      return compare(items, "gsi1sk", change);
    },
  },
  {
    name: "absence",
    question:
      "A ticket created without an assignee, and one whose assignee is removed: both out of its index?",
    run: async (library, items) => {
      const { assignee: _, ...unassigned } = ticket;
      await library.createTicket({ ...unassigned, ticketId: "t2" });
      await library.createTicket(ticket);
      await library.removeAssignee("t1");
      const indexed = (await items()).filter(
        (item) => item["gsi2pk"] !== undefined && item["gsi2sk"] !== undefined,
      );
      const seen = indexed.map((item) => `${item["ticketId"]} under \`${item["gsi2pk"]}\``).join(", ");
      return indexed.length === 0
        ? { verdict: "kept", seen: "neither is in the index" }
        : { verdict: "wrong", seen: `in the index: ${seen}` };
    },
  },
];

function count(items: Items, expected: number): Outcome {
  const keys = items.map((item) => `\`${item["pk"]}\``).sort();
  const verdict = items.length === expected ? "kept" : "wrong";
  return { verdict, seen: `${items.length} of ${expected} items: ${keys.join(", ")}` };
}

/** Changes one of two items to be like the other, and compares a key attribute of an index: it should be the other's. */
async function compare(
  items: () => Promise<Items>,
  attribute: string,
  change: () => Promise<void>,
): Promise<Outcome> {
  const [before, other] = await pair(items, attribute);
  try {
    await change();
  } catch (error) {
    const [after] = await pair(items, attribute);
    const message = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    return { verdict: after === before ? "refused" : "wrong", seen: message };
  }
  const [after] = await pair(items, attribute);
  return after === other
    ? { verdict: "kept", seen: `\`${attribute}\` is \`${after}\`` }
    : { verdict: "wrong", seen: `\`${attribute}\` is \`${after}\`, should be \`${other}\`` };
}

/** The attribute of the item that is changed, and of the one that shows what it should be. */
async function pair(items: () => Promise<Items>, attribute: string): Promise<readonly [unknown, unknown]> {
  const all = await items();
  const other = all.find((item) => item["ticketId"] === "expected" || item["player"] === "expected");
  return [all.find((item) => item !== other)?.[attribute], other?.[attribute]];
}
