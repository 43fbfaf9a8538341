import type { RequestEvent } from "../../src/client/sender.js";
import { matchesKeyPart } from "../../src/keys/decode-key.js";
import type { EntityModel, Model } from "../../src/model/model.js";

/** What IAM is asked for one request, or for one part of a transaction or batch. */
export interface RequiredPermission {
  /** The entity or collection on whose behalf it was sent. */
  readonly subject: string;
  readonly action: string;
  /** The table, or `table/index/name`. */
  readonly resource: string;
  /** The partition keys that it names; none for a scan. */
  readonly leadingKeys: readonly string[];
}

type Key = Readonly<Record<string, unknown>>;

/**
 * The permissions that a request needs, after AWS's reference of DynamoDB: a transaction needs those of its parts, a batch
 * its own for each table, and the query of an index that of the index alone.
 */
export function requiredPermissions(event: RequestEvent, model: Model): RequiredPermission[] {
  const input = event.input as Readonly<Record<string, unknown>>;
  const table = String(input["TableName"]);
  const collection = model.collections.find(({ name }) => name === event.accessPattern);
  const one = (
    action: string,
    resource: string,
    keys: readonly (Key | undefined)[],
    subject = collection?.name ?? event.entity,
  ) => ({
    subject,
    action: `dynamodb:${action}`,
    resource,
    leadingKeys: keys.flatMap((key) => leadingKey(key, resource, model)),
  });
  const part = (action: string, resource: string, key: Key) =>
    one(action, resource, [key], ownerOf(key, resource, model));
  switch (event.operation) {
    case "GetItem":
    case "UpdateItem":
    case "DeleteItem":
      return [one(event.operation, table, [input["Key"] as Key])];
    case "PutItem":
      return [one(event.operation, table, [input["Item"] as Key])];
    case "Query":
    case "Scan": {
      const index = input["IndexName"];
      const resource = index === undefined ? table : `${table}/index/${String(index)}`;
      return [{ ...one(event.operation, resource, []), leadingKeys: queriedKeys(input) }];
    }
    case "BatchGetItem":
      return Object.entries(input["RequestItems"] as Record<string, { Keys: Key[] }>).flatMap(
        ([name, { Keys }]) => Keys.map((key) => part("BatchGetItem", name, key)),
      );
    case "BatchWriteItem":
      return Object.entries(
        input["RequestItems"] as Record<
          string,
          { PutRequest?: { Item: Key }; DeleteRequest?: { Key: Key } }[]
        >,
      ).flatMap(([name, requests]) =>
        requests.map((request) =>
          part("BatchWriteItem", name, request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? {}),
        ),
      );
    case "TransactGetItems":
      return (input["TransactItems"] as { Get: { TableName: string; Key: Key } }[]).map(({ Get }) =>
        part("GetItem", Get.TableName, Get.Key),
      );
    case "TransactWriteItems":
      return (
        input["TransactItems"] as Record<string, { TableName: string; Key?: Key; Item?: Key }>[]
      ).flatMap((parts) =>
        Object.entries(parts).map(([kind, { TableName, Key, Item }]) =>
          part(
            kind === "ConditionCheck" ? "ConditionCheckItem" : `${kind}Item`,
            TableName,
            Key ?? Item ?? {},
          ),
        ),
      );
    default:
      throw new Error(`No permissions are known of ${event.operation}`);
  }
}

function partitionKeyOf(resource: string, { tables }: Model): string | undefined {
  return tables.find(({ name }) => name === resource)?.partitionKey.name;
}

function leadingKey(key: Key | undefined, resource: string, model: Model): string[] {
  const name = partitionKeyOf(resource, model);
  const value = name === undefined ? undefined : key?.[name];
  return value === undefined ? [] : [String(value)];
}

/** The value of the partition key in a KeyConditionExpression, which is always its first. */
function queriedKeys(input: Readonly<Record<string, unknown>>): string[] {
  const [, alias] = /^#\S+ = (:\S+)/.exec(String(input["KeyConditionExpression"] ?? "")) ?? [];
  const values = (input["ExpressionAttributeValues"] ?? {}) as Readonly<Record<string, unknown>>;
  return alias === undefined ? [] : [String(values[alias])];
}

/** The entity whose key it is, or whose unique values it guards. */
function ownerOf(key: Key, resource: string, model: Model): string {
  const guarded = /^UNIQUE#([^#]+)#/.exec(String(key[partitionKeyOf(resource, model) ?? ""]))?.[1];
  if (guarded !== undefined) return guarded;
  const owners = model.entities.filter((entity) => entity.table === resource && owns(entity, key, model));
  if (owners.length !== 1) throw new Error(`${owners.length} entities have the key ${JSON.stringify(key)}`);
  return owners[0]?.name ?? "";
}

function owns({ table, primaryKey }: EntityModel, key: Key, model: Model): boolean {
  const format = model.tables.find(({ name }) => name === table);
  const parts = [...primaryKey.partition, ...primaryKey.sort];
  return format !== undefined && parts.every((part) => matchesKeyPart(part, key[part.name], format));
}
