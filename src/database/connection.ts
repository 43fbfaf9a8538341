import type { AnyAction, SendOption, SigningOption } from "../client/action.js";
import { openTransport } from "../client/open-transport.js";
import type { DatabaseClient } from "../client/sdk-client.js";
import { callHook, createSender, type Hooks } from "../client/sender.js";
import { Entity, type EntitySpec } from "../entities/entity.js";
import type { ReadPolicy, UnreadablePolicy } from "../errors.js";
import { invalidOptions, MonotableError } from "../errors.js";
import { SecretCursorSeal } from "../queries/cursor-seal.js";
import type { Clock, Sender } from "../requests/request.js";
import type { EntitySchema } from "../validation/schema.js";
import { describeValue } from "../values/describe-value.js";

/** The options of `createDatabase`. */
export interface DatabaseOptions<TableNames = Readonly<Record<string, string | undefined>>> {
  /** The name in DynamoDB of each table by its logical name; a table that is left out has its logical name. */
  readonly tables?: TableNames;
  /** The hooks that are called for every request: for logs, metrics and traces. */
  readonly hooks?: Hooks | readonly Hooks[];
  /**
   * The way that requests are sent, which changes neither what is sent nor what comes back. `direct`: the SDK's commands on your
   * own client, whose input becomes JSON and whose answer becomes items without the SDK's conversions, at a fraction of
   * their cost. `document`: the commands of `@aws-sdk/lib-dynamodb`. Direct by default where the client is one of the AWS
   * SDK as it is published; any other (a mock, DAX, a replaced `send`) is sent to by `document`.
   *
   * `createDatabase` throws `InvalidOptions` if it is `direct` and the client cannot be sent to so; the error tells why.
   */
  readonly send?: SendOption;
  /**
   * `sdk` leaves the signature of every request to the SDK's own signer, so that neither credentials nor a signing key are
   * kept here. Without it, `send: "direct"` computes the signature itself once it is proven to be the SDK's.
   *
   * @example createDatabase(client, { signing: "sdk" })
   */
  readonly signing?: SigningOption;
  /** The clock of timestamps and of time to live; that of the machine unless given. */
  readonly now?: () => Date;
  /**
   * Seals cursors, so that nobody else reads the keys that they hold or makes one: they are encrypted and authenticated
   * (AES-256-GCM). At least 32 characters of a random secret; of several, the first seals and all of them open, so that
   * secrets can be rotated. Cursors that were made without it are rejected then.
   *
   * @example createDatabase(client, { cursorSecret: [secret, secretBefore] })
   */
  readonly cursorSecret?: string | readonly string[];
  /**
   * The treatment of items that do not have the types of the schema in reads of many items: `error` (the default), `skip`,
   * or a function that is told of each that is left out. `.unreadable` of a read overrides it.
   */
  readonly unreadable?: UnreadablePolicy;
  /** The clock that rate limits measure and wait by: for tests; that of the machine unless given. */
  readonly clock?: Clock;
}

/** An entity as generated code has it: its spec, and its schema, a zod object, where rules do not say all that it does. */
export interface EntityDeclaration {
  readonly spec: EntitySpec;
  readonly schema?: object | undefined;
}

/** A client with the entities that are read and written by it. */
export interface Connection {
  readonly sender: Sender;
  readonly open: (declaration: EntityDeclaration) => Entity;
}

/**
 * Connects entities with a client. `actions` are those that it sends, and `known` all their logical table names;
 * `otherAction` makes the action of any other operation.
 */
export function connection(
  client: DatabaseClient,
  actions: readonly AnyAction[],
  known: readonly string[],
  options: DatabaseOptions<unknown>,
  otherAction?: (operation: string) => AnyAction,
): Connection {
  const names = tableNames(known, options.tables);
  const { hooks, clock } = options;
  const transport = openTransport(client, options);
  const sender = createSender(client, transport, actions, hooks, clock, otherAction);
  const seal = sealOf(options.cursorSecret);
  const readPolicy = readPolicyOf(options);
  const opened = new Map<string, Entity[]>();
  const open = ({ spec, schema }: EntityDeclaration) => {
    const logical = spec.table.name;
    if (schema === undefined && spec.zod !== undefined) throw schemaNeeded(spec.name, spec.zod);
    const neighbours = opened.get(logical) ?? [];
    opened.set(logical, neighbours);
    const name = names[logical] ?? logical;
    const others = () => neighbours.filter((each) => each !== entity);
    const entity: Entity = new Entity(spec, schema as EntitySchema | undefined, name, options.now, seal, {
      others,
      readPolicy,
    });
    neighbours.push(entity);
    return entity;
  };
  return { sender, open };
}

/** Returns the treatment of rows that cannot be given: what the options say, and the hooks that are told of them. */
function readPolicyOf({ unreadable, hooks = [] }: DatabaseOptions<unknown>): ReadPolicy {
  if (
    unreadable !== undefined &&
    !["error", "skip"].includes(unreadable as string) &&
    typeof unreadable !== "function"
  )
    throw invalidOptions(`unreadable is "error", "skip" or a function, got ${describeValue(unreadable)}`);
  const all = [hooks].flat() as readonly Hooks[];
  const skipped = all.flatMap(({ skipped }) => skipped ?? []);
  const foreign = all.flatMap(({ foreign }) => foreign ?? []);
  return {
    unreadable,
    ...(skipped.length > 0 && { skipped: (row) => skipped.forEach((hook) => void callHook(hook, row)) }),
    ...(foreign.length > 0 && { foreign: (row) => foreign.forEach((hook) => void callHook(hook, row)) }),
  };
}

function schemaNeeded(entity: string, why: string): MonotableError<"InvalidOptions"> {
  const reason = `${entity} needs its schema, { schema: ${entity}.schema }: ${why}`;
  return new MonotableError("InvalidOptions", reason, { reason });
}

/** The fewest characters of a secret: random ones have 160 bits or more. */
const SECRET_CHARACTERS = 32;

function sealOf(secret: string | readonly string[] | undefined): SecretCursorSeal | undefined {
  if (secret === undefined) return undefined;
  const [first, ...others] = Array.isArray(secret) ? (secret as readonly string[]) : [secret as string];
  const isSecret = (each: unknown) => typeof each === "string" && each.length >= SECRET_CHARACTERS;
  if (first !== undefined && [first, ...others].every(isSecret))
    return new SecretCursorSeal([first, ...others]);
  const reason = `cursorSecret is a text of at least ${SECRET_CHARACTERS} random characters, or a list of them`;
  throw invalidOptions(reason);
}

/** A name of an unknown table would be ignored silently: another table than the one meant would be written. */
function tableNames(tables: readonly string[], given: unknown): Readonly<Record<string, string | undefined>> {
  const names = (given ?? {}) as Readonly<Record<string, string | undefined>>;
  const known = new Set(tables);
  const unknown = Object.keys(names).find((name) => !known.has(name));
  if (unknown === undefined) return names;
  const reason = `the schema has no table "${unknown}"; it has ${[...known].join(", ")}`;
  throw invalidOptions(reason);
}
