import {
  type AwsDesign,
  type CrossAction,
  type CrossPattern,
  type Entity,
  FIELD_TYPES,
  type Field,
  type FieldType,
  type Filter,
  type Finding,
  type Index,
  OPERATIONS,
  type Parameter,
  type Pattern,
  RANGES,
  type Table,
  type Template,
  type TemplatePart,
  type Usage,
} from "./design.js";

type Json = Readonly<Record<string, unknown>>;

/** Returns true for the text of a design of AWS's data-modelling tool, by its shape. */
export function isAwsDesign(value: unknown): value is Json {
  return isObject(value) && Array.isArray(value["tables"]) && !("DataModel" in value);
}

/** A design as it could be read, with what could not. */
export interface ReadDesign {
  readonly design: AwsDesign;
  readonly findings: readonly Finding[];
}

/** Reads a design of AWS's data-modelling tool, `schema.json`. What is not of its format is a finding. */
export function readAwsDesign(value: Json): ReadDesign {
  const findings: Finding[] = [];
  const reader = new Reader((message, patterns) => findings.push({ severity: "error", patterns, message }));
  const tables = listOf(value["tables"]).map((table) => reader.table(objectOf(table)));
  const cross = listOf(value["cross_table_access_patterns"]).flatMap((each) => reader.cross(objectOf(each)));
  return { design: { tables, cross }, findings };
}

/** Reads the sample values of `usage_data.json`. */
export function readUsage(value: unknown): Usage {
  const entities = objectOf(objectOf(value)["entities"]);
  return Object.fromEntries(
    Object.entries(entities).map(([name, data]) => [
      name,
      Object.fromEntries(Object.entries(objectOf(data)).map(([kind, item]) => [kind, objectOf(item)])),
    ]),
  );
}

class Reader {
  readonly #ids = new Map<number, string>();

  constructor(readonly fault: (message: string, patterns: readonly number[]) => void) {}

  table(given: Json): Table {
    const config = objectOf(given["table_config"]);
    const name = this.#text(config["table_name"], "A table has no table_name");
    const partition = this.#text(config["partition_key"], `The table ${name} has no partition_key`);
    const sort = typeof config["sort_key"] === "string" ? { sort: config["sort_key"] } : {};
    const indexes = listOf(given["gsi_list"]).map((index) => this.#index(objectOf(index), name));
    const entities: Entity[] = [];
    const table: Table = { name, partition, ...sort, indexes, entities };
    for (const [entity, of] of Object.entries(objectOf(given["entities"])))
      entities.push(this.#entity(entity, objectOf(of), table));
    return table;
  }

  #index(given: Json, table: string): Index {
    const name = this.#text(given["name"], `An index of ${table} has no name`);
    const keys = (key: unknown) =>
      (Array.isArray(key) ? key : [key]).filter((each) => typeof each === "string");
    const { projection = "ALL" } = given;
    const included = listOf(given["included_attributes"]).map(String);
    const partition = keys(given["partition_key"]);
    if (partition.length === 0) this.fault(`The index ${name} of ${table} has no partition_key`, []);
    if (!["ALL", "KEYS_ONLY", "INCLUDE"].includes(String(projection)))
      this.fault(`The index ${name} of ${table}: unknown projection ${JSON.stringify(projection)}`, []);
    return {
      name,
      partition,
      sort: keys(given["sort_key"]),
      isList: Array.isArray(given["partition_key"]) || Array.isArray(given["sort_key"]),
      projection: projection === "INCLUDE" ? included : projection === "KEYS_ONLY" ? "KEYS_ONLY" : "ALL",
    };
  }

  #entity(name: string, given: Json, table: Table): Entity {
    const patterns = listOf(given["access_patterns"]).flatMap((each) => this.#pattern(objectOf(each), name));
    const ids = patterns.map(({ id }) => id);
    const fields = listOf(given["fields"]).flatMap((each): Field[] => {
      const field = objectOf(each);
      const fieldName = String(field["name"]);
      const type = this.#type(field["type"], `${name}.${fieldName}`, ids);
      const itemType =
        field["item_type"] === undefined
          ? {}
          : { itemType: this.#type(field["item_type"], `${name}.${fieldName}`, ids) };
      if (type === "array" && field["item_type"] === undefined)
        this.fault(`${name}.${fieldName} is an array without an item_type`, ids);
      return [{ name: fieldName, type, required: field["required"] === true, ...itemType }];
    });
    const known = new Set(fields.map((field) => field.name));
    const templates = (of: unknown, what: string): Template[] =>
      (Array.isArray(of) ? of : [of]).map((each) => this.#template(each, `${name}.${what}`, known, ids));
    const [partition = []] = templates(given["pk_template"], "pk_template");
    const [sort] = given["sk_template"] === undefined ? [] : templates(given["sk_template"], "sk_template");
    if (table.sort !== undefined && sort === undefined)
      this.fault(
        `${name} has no sk_template, but the table ${table.name} has the sort key ${table.sort}`,
        ids,
      );
    return {
      name,
      table,
      type: String(given["entity_type"] ?? name),
      partition,
      ...(sort !== undefined && table.sort !== undefined && { sort }),
      mappings: listOf(given["gsi_mappings"]).flatMap((each) => {
        const mapping = objectOf(each);
        const index = String(mapping["name"]);
        if (!table.indexes.some((one) => one.name === index)) {
          this.fault(
            `${name} has a mapping for the index ${index}, which the table ${table.name} does not have`,
            ids,
          );
          return [];
        }
        const sides = (key: string) =>
          mapping[key] === undefined ? [] : templates(mapping[key], `gsi_mappings.${index}.${key}`);
        return [{ name: index, partition: sides("pk_template"), sort: sides("sk_template") }];
      }),
      fields,
      patterns,
    };
  }

  #template(given: unknown, where: string, known: ReadonlySet<string>, ids: readonly number[]): Template {
    const text = this.#text(given, `${where} is missing`, ids);
    const parts: TemplatePart[] = [];
    let rest = text;
    while (rest !== "") {
      const [whole, before = "", field = "", format] =
        /^([^{}]*)\{([^{}:]+)(?::([^{}]*))?\}/.exec(rest) ?? [];
      if (whole === undefined) break;
      if (before !== "") parts.push(before);
      const digits = /^0?(\d+)d$/.exec(format ?? "")?.[1];
      if (format !== undefined && digits === undefined)
        this.fault(`${where}: the format {${field}:${format}} is not one of digits, such as {n:05d}`, ids);
      if (!known.has(field)) this.fault(`${where}: ${field} is not a field`, ids);
      parts.push({ field, ...(digits !== undefined && { digits: Number(digits) }) });
      rest = rest.slice(whole.length);
    }
    if (/[{}]/.test(rest))
      this.fault(`${where}: the template ${JSON.stringify(text)} has a brace without its other`, ids);
    if (rest !== "") parts.push(rest);
    return parts;
  }

  #pattern(given: Json, entity: string): Pattern[] {
    const id = this.#id(given, entity);
    const { operation, range_condition: range, filter_expression: filter } = given;
    const name = String(given["name"] ?? `pattern_${id}`);
    if (!OPERATIONS.includes(operation as never)) {
      this.fault(`${entity}.${name}: unknown operation ${JSON.stringify(operation)}`, [id]);
      return [];
    }
    if (range !== undefined && !RANGES.includes(range as never))
      this.fault(`${entity}.${name}: unknown range_condition ${JSON.stringify(range)}`, [id]);
    const conditions = objectOf(filter);
    return [
      {
        id,
        name,
        description: String(given["description"] ?? ""),
        operation: operation as Pattern["operation"],
        parameters: this.#parameters(given, id),
        returns: String(given["return_type"]),
        ...(typeof given["index_name"] === "string" && { index: given["index_name"] }),
        ...(RANGES.includes(range as never) && { range: range as NonNullable<Pattern["range"]> }),
        consistent: given["consistent_read"] === true,
        filters: listOf(conditions["conditions"]).map((each) => filterOf(objectOf(each))),
        anyFilter: conditions["logical_operator"] === "OR",
      },
    ];
  }

  cross(given: Json): CrossPattern[] {
    const name = String(given["name"]);
    const id = this.#id(given, name);
    const { operation } = given;
    if (operation !== "TransactWrite" && operation !== "TransactGet") {
      this.fault(`${name}: unknown operation ${JSON.stringify(operation)}`, [id]);
      return [];
    }
    const actions = listOf(given["entities_involved"]).map((each): CrossAction => {
      const { entity, action, condition } = objectOf(each);
      return {
        entity: String(entity),
        action: String(action),
        ...(typeof condition === "string" && { condition }),
      };
    });
    const description = String(given["description"] ?? "");
    return [{ id, name, description, operation, actions, parameters: this.#parameters(given, id) }];
  }

  #parameters(given: Json, id: number): Parameter[] {
    return listOf(given["parameters"]).map((each) => {
      const { name, type, entity_type: entity, item_type: item } = objectOf(each);
      const where = `the parameter ${String(name)}`;
      if (type === "entity")
        return { name: String(name), type, ...(typeof entity === "string" && { entity }) };
      const itemType = item === undefined ? {} : { itemType: this.#type(item, where, [id]) };
      return { name: String(name), type: this.#type(type, where, [id]), ...itemType };
    });
  }

  #id(given: Json, where: string): number {
    const id = given["pattern_id"];
    if (typeof id !== "number" || !Number.isInteger(id)) {
      this.fault(`${where}.${String(given["name"])}: pattern_id is not an integer`, []);
      return -1;
    }
    const before = this.#ids.get(id);
    if (before !== undefined)
      this.fault(`${where}: another pattern, of ${before}, has this pattern_id`, [id]);
    this.#ids.set(id, where);
    return id;
  }

  #type(given: unknown, where: string, ids: readonly number[]): FieldType {
    const type = FIELD_TYPES.find((each) => each === given);
    if (type === undefined)
      this.fault(
        `${where}: unknown type ${JSON.stringify(given)}; the types are ${FIELD_TYPES.join(", ")}`,
        ids,
      );
    return type ?? "string";
  }

  #text(given: unknown, message: string, ids: readonly number[] = []): string {
    if (typeof given === "string" && given !== "") return given;
    this.fault(message, ids);
    return "";
  }
}

function filterOf(given: Json): Filter {
  const { field, operator, function: named, param, param2, params } = given;
  return {
    field: String(field),
    ...(typeof operator === "string" && { operator }),
    ...(typeof named === "string" && { function: named }),
    parameters: [...[param, param2].filter((each) => each !== undefined), ...listOf(params)].map(String),
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
