import { Session } from "node:inspector";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createDatabase } from "../examples/shop/generated/index.js";
import { scriptedClient } from "../test/support/scripted-client.js";

/**
 * The walk of a newcomer: the files of src, and the functions in them, that one update, one query and one get enter, on a
 * client without a network; and those that one condition enters. V8 counts them (precise coverage). A database is opened
 * before, and each operation runs once before it is counted, so that what is made once is not counted.
 * Run: `npm run trace`; `npm run trace -- --functions` names the functions.
 */
const GOALS = { update: 36, query: 38, get: 18 } as const;
const CONDITION_GOAL = 10;

const showsFunctions = process.argv.includes("--functions");
const source = fileURLToPath(new URL("../src/", import.meta.url));
const session = new Session();
session.connect();
const post = (method: string, parameters: object = {}): unknown => {
  let result: unknown;
  // The profiler answers before this returns.
  session.post(method, parameters, (error, given) => {
    if (error !== null) throw error;
    result = given;
  });
  return result;
};
post("Profiler.enable");
post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly count: number }[];
    }[];
  }[];
}

/** The functions that were entered in a file, with how often. */
type Entered = ReadonlyMap<string, readonly (readonly [name: string, count: number])[]>;

/** Functions that no file of src declares: the compiler and V8 add them. */
const ADDED: ReadonlySet<string> = new Set(["__name", "<instance_members_initializer>"]);

/** Returns what was entered in src since the last call. */
function takeEntered(): Entered {
  const { result } = post("Profiler.takePreciseCoverage") as Coverage;
  const entered = new Map<string, [string, number][]>();
  for (const { url, functions } of result) {
    if (!url.startsWith("file:") || !fileURLToPath(url).startsWith(source)) continue;
    const called = functions.flatMap(({ functionName, ranges: [range] }): [string, number][] =>
      range !== undefined && range.count > 0 && !ADDED.has(functionName)
        ? [[functionName || "(anonymous)", range.count]]
        : [],
    );
    if (called.length > 0) entered.set(relative(source, fileURLToPath(url)), called);
  }
  return entered;
}

function print(title: string, entered: Entered): void {
  const functions = [...entered.values()].flat();
  const calls = functions.reduce((sum, [, count]) => sum + count, 0);
  console.log(`\n${title}: ${entered.size} files, ${functions.length} functions, ${calls} calls`);
  for (const [file, called] of [...entered].sort()) {
    console.log(`  ${file} (${called.length})`);
    if (showsFunctions)
      for (const [name, count] of called) console.log(`    ${name}${count > 1 ? ` x ${count}` : ""}`);
  }
}

const { client, reply } = scriptedClient();
const db = createDatabase(client);
const key = { userId: "u1", orderDate: "2026-01-02", orderId: "o1" } as const;
const order = {
  pk: { S: "USER#u1" },
  sk: { S: "ORDER#2026-01-02#o1" },
  _entity: { S: "Order" },
  userId: { S: "u1" },
  orderDate: { S: "2026-01-02" },
  orderId: { S: "o1" },
  status: { S: "PENDING" },
  total: { N: "5" },
  items: { L: [] },
};

const operations = {
  update: async () => {
    reply({ body: { Attributes: order } });
    await db.order
      .update(key)
      .set({ total: 7 })
      .if((o) => o.total.lt(100));
  },
  query: async () => {
    reply({ body: { Items: [order], Count: 1, ScannedCount: 1 } });
    await db.order.query({ userId: "u1" }).all();
  },
  get: async () => {
    reply({ body: { Item: order } });
    await db.order.get(key);
  },
};

for (const [name, goal] of Object.entries(GOALS)) {
  const run = operations[name as keyof typeof GOALS];
  await run();
  takeEntered();
  await run();
  print(`one ${name} (goal: ${goal} files)`, takeEntered());
}

let condition: Entered = new Map();
void db.order.update(key).if((o) => {
  takeEntered();
  const built = o.total.lt(100);
  const entered = takeEntered();
  if (condition.size === 0) condition = entered;
  return built;
});
print(`o.total.lt(100) (goal: ${CONDITION_GOAL} calls)`, condition);
