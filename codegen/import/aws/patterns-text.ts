import { camelCase, freshName, propertyName, propertyOf, quoted } from "../names.js";
import {
  type AwsDesign,
  type CrossPattern,
  type Entity,
  entitiesOf,
  type Field,
  type Filter,
  type Finding,
  fieldsOf,
  type Parameter,
  type Pattern,
  type Usage,
} from "./design.js";
import { type AwsNames, commentText, indexMethod, repositoryName, type SchemaText } from "./schema-text.js";

/** A function of `patterns.ts`: its parameters with their types, and the call that it makes. */
interface Call {
  readonly parameters: readonly string[];
  readonly call: string;
}

/** A function for each access pattern, by the generated database: the schema serves them, since they compile. */
export function awsPatternsText(
  design: AwsDesign,
  names: AwsNames,
  generated = "./generated/index.js",
): SchemaText {
  const findings: Finding[] = [];
  const taken = new Set(["patterns", "database", "delete", "default", "export", "import", "new", "switch"]);
  const functions: { readonly id: number; readonly name: string; readonly text: string }[] = [];
  const types = new Set(["Database"]);
  const add = (
    id: number,
    wanted: string,
    description: string,
    operation: string,
    { parameters, call }: Call,
  ) => {
    const name = freshName(camelCase(wanted), taken);
    const given = ["db: Database", ...parameters].join(", ");
    const text = [
      `/** Access pattern ${id} (${operation}): ${commentText(description)} */`,
      `export function ${name}(${given}) {`,
      `  return ${call};`,
      "}",
      "",
    ].join("\n");
    functions.push({ id, name, text });
  };
  for (const entity of entitiesOf(design)) {
    for (const pattern of entity.patterns) {
      const writer = new PatternWriter(entity, pattern, names, design, types, findings);
      const call = writer.call();
      if (call !== undefined) add(pattern.id, pattern.name, pattern.description, pattern.operation, call);
    }
  }
  for (const pattern of design.cross) {
    const call = crossCall(pattern, design, names, types, findings);
    if (call !== undefined) add(pattern.id, pattern.name, pattern.description, pattern.operation, call);
  }
  const text = [
    `import type { ${[...types].sort().join(", ")} } from ${quoted(generated)};`,
    "",
    ...functions.map((each) => each.text),
    "/** The functions by the ids of their access patterns. */",
    "export const patterns = {",
    ...functions.map(({ id, name }) => `  ${id}: ${name},`),
    "};",
    "",
  ].join("\n");
  return { text, findings };
}

/** The text of a call with the parameters that it needs. */
class PatternWriter {
  readonly #parameters: string[] = [];

  constructor(
    readonly entity: Entity,
    readonly pattern: Pattern,
    readonly names: AwsNames,
    readonly design: AwsDesign,
    readonly types: Set<string>,
    readonly findings: Finding[],
  ) {}

  call(): Call | undefined {
    const { operation } = this.pattern;
    const call = this.#callOf(operation);
    return call === undefined ? undefined : { parameters: this.#parameters, call };
  }

  #callOf(operation: Pattern["operation"]): string | undefined {
    const repository = `db.${repositoryName(this.entity, this.names)}`;
    switch (operation) {
      case "GetItem": {
        const key = this.#key();
        return key && `${repository}.get(${key})${this.pattern.consistent ? ".consistent()" : ""}`;
      }
      case "DeleteItem": {
        const key = this.#key();
        return key && `${repository}.delete(${key})`;
      }
      case "PutItem": {
        const item = this.#item();
        return item && `${repository}.put(${item})`;
      }
      case "UpdateItem":
        return this.#update(repository);
      case "Query":
        return this.#query(repository);
      case "Scan":
        return `${repository}.scan()${this.#filter()}.all()`;
      case "BatchGetItem": {
        const type = `${this.names.entities.get(this.entity.name)}Key`;
        this.types.add(type);
        this.#parameters.push(`keys: readonly ${type}[]`);
        return `${repository}.getMany(keys)`;
      }
      case "BatchWriteItem": {
        const type = `${this.names.entities.get(this.entity.name)}Input`;
        this.types.add(type);
        this.#parameters.push(`items: readonly ${type}[]`);
        return `${repository}.putMany(items)`;
      }
    }
  }

  /** The scalar parameters that no filter has. */
  get #scalars(): readonly Parameter[] {
    const ofFilters = new Set(this.pattern.filters.flatMap(({ parameters }) => parameters));
    return this.pattern.parameters.filter(({ type, name }) => type !== "entity" && !ofFilters.has(name));
  }

  /** The primary key by parameters of the same names, otherwise in their order. */
  #key(): string | undefined {
    const fields = keyFields(this.entity);
    const missing = fields.filter((field) => !this.#scalars.some(({ name }) => name === field));
    if (missing.length > 0) {
      const [own] = this.pattern.parameters.filter(({ entity }) => entity === this.entity.name);
      if (own !== undefined) {
        this.#declare(own);
        return objectText(fields.map((field) => [field, propertyOf(identifier(own.name), field)]));
      }
      return this.#fault(`its parameters do not give ${missing.join(" and ")} of the primary key`);
    }
    return objectText(fields.map((field) => [field, this.#use(field, field)]));
  }

  #item(): string | undefined {
    const { parameters } = this.pattern;
    const own = parameters.find(({ entity }) => entity === this.entity.name);
    if (own !== undefined) return this.#declare(own);
    const missing = this.entity.fields.filter(
      ({ name, required }) => required && !parameters.some((parameter) => parameter.name === name),
    );
    if (missing.length > 0)
      return this.#fault(
        `its parameters do not give ${missing.map(({ name }) => name).join(", ")} of the item`,
      );
    const given = this.#scalars.filter(({ name }) => this.#field(name) !== undefined);
    return objectText(given.map(({ name }) => [name, this.#use(name, name)]));
  }

  #update(repository: string): string | undefined {
    const key = this.#key();
    if (key === undefined) return undefined;
    const inKey = keyFields(this.entity);
    const changed = this.#scalars.filter(({ name }) => !inKey.includes(name));
    const known = changed.filter(({ name }) => this.#field(name) !== undefined);
    const unknown = changed.filter(({ name }) => this.#field(name) === undefined);
    if (unknown.length > 0)
      this.#note(`${unknown.map(({ name }) => name).join(", ")} is not a field and is not set`);
    if (known.length > 0)
      return `${repository}.update(${key}).set(${objectText(known.map(({ name }) => [name, this.#use(name, name)]))})`;
    const type = `Parameters<ReturnType<Database[${quoted(repositoryName(this.entity, this.names))}]["update"]>["set"]>[0]`;
    this.#parameters.push(`changes: ${type}`);
    return `${repository}.update(${key}).set(changes)`;
  }

  #query(repository: string): string | undefined {
    const { index, range, consistent, returns } = this.pattern;
    const mapping = this.entity.mappings.find(({ name }) => name === index);
    if (index !== undefined && mapping === undefined) return undefined;
    const partition = (mapping?.partition ?? [this.entity.partition]).flatMap(fieldsOf);
    const sort = (mapping?.sort ?? (this.entity.sort === undefined ? [] : [this.entity.sort]))
      .flatMap(fieldsOf)
      .filter((field) => !partition.includes(field));
    const scalars = [...this.#scalars];
    const members: (readonly [string, string])[] = [];
    for (const field of new Set(partition)) {
      const at = Math.max(
        0,
        scalars.findIndex(({ name }) => name === field),
      );
      const [parameter] = scalars.splice(at, 1);
      if (parameter === undefined)
        return this.#fault(`its parameters do not give ${field} of the partition key`);
      members.push([field, this.#use(parameter.name, field)]);
    }
    const ranged = range === undefined ? 0 : range === "between" ? 2 : 1;
    const pieces = [...sort];
    while (scalars.length > ranged && pieces[0] !== undefined) {
      // Without a range condition, a parameter of another name is not a piece of the key.
      const at = scalars.findIndex(({ name }) => name === pieces[0]);
      if (at < 0 && range === undefined) break;
      const [parameter] = scalars.splice(Math.max(0, at), 1);
      if (parameter === undefined) break;
      members.push([pieces[0], this.#use(parameter.name, pieces[0])]);
      pieces.shift();
    }
    if (range !== undefined) {
      const [piece] = pieces;
      if (piece === undefined || scalars.length < ranged)
        return this.#fault(
          `its range_condition ${range} has no ${piece === undefined ? "piece of the sort key" : "parameter"}`,
        );
      const given = scalars.splice(0, ranged).map(({ name }) => this.#use(name, piece));
      members.push([piece, rangeText(range, given)]);
    }
    if (scalars.length > 0) {
      const left = scalars.map(({ name }) => name).join(", ");
      this.#note(
        `${left}: without a range_condition the request does not use ${scalars.length > 1 ? "them" : "it"}`,
      );
    }
    const method = index === undefined ? "query" : indexMethod(index);
    if (returns === "mixed_data" && index === undefined) {
      const { name } = this.names.collections.get(this.pattern.id) ?? {};
      if (name !== undefined)
        return `db.${name}(${objectText(members.slice(0, new Set(partition).size))})${consistent ? ".consistent()" : ""}.all()`;
    }
    if (this.entity.table.sort === undefined && index === undefined)
      return `${repository}.get(${objectText(members)})`;
    return `${repository}.${method}(${objectText(members)})${this.#filter()}${consistent ? ".consistent()" : ""}.all()`;
  }

  #filter(): string {
    const { filters, anyFilter } = this.pattern;
    const conditions = filters.flatMap((filter) => this.#condition(filter) ?? []);
    const [first, ...others] = conditions;
    if (first === undefined) return "";
    const joined = others.map((each) => `.${anyFilter ? "or" : "and"}(${each})`).join("");
    return `.filter((item) => ${first}${joined})`;
  }

  #condition({ field, operator = "=", function: called, parameters }: Filter): string | undefined {
    const path = propertyOf("item", field);
    const type = called === "size" ? "number" : this.#elementType(field, called);
    const given = parameters.map((name) => this.#declareAs(name, type));
    if (called === "attribute_exists") return `${path}.exists()`;
    if (called === "attribute_not_exists") return `${path}.notExists()`;
    if (called === "contains") return `${path}.contains(${given.join(", ")})`;
    if (called === "begins_with") return `${path}.beginsWith(${given.join(", ")})`;
    const method = METHODS[operator];
    return method && `${path}${called === "size" ? ".size()" : ""}.${method}(${given.join(", ")})`;
  }

  /** The type of what a filter compares: an element, where it asks for one of a list. */
  #elementType(name: string, called: string | undefined): string {
    const field = this.#field(name);
    if (called === "contains" && field?.type === "array")
      return typeText({ type: field.itemType ?? "object" });
    return field === undefined ? "string" : typeText(field);
  }

  #field(name: string): Field | undefined {
    return this.entity.fields.find((field) => field.name === name);
  }

  /** Declares a parameter of a field's type, and gives its name. */
  #use(name: string, field: string): string {
    const known = this.#field(field);
    const given = this.pattern.parameters.find((parameter) => parameter.name === name);
    const type = given === undefined || given.type === "entity" ? undefined : given.type;
    // Of a list and an object the parameter says less than the field.
    if (known !== undefined && type !== undefined && TYPES[known.type] !== TYPES[type])
      this.#note(`the parameter ${name} is of type ${type}, but the field ${field} of type ${known.type}`);
    return this.#declareAs(name, known === undefined ? "string" : typeText(known));
  }

  #declareAs(name: string, type: string): string {
    const text = `${identifier(name)}: ${type}`;
    if (!this.#parameters.includes(text)) this.#parameters.push(text);
    return identifier(name);
  }

  #declare({ name, entity = "" }: Parameter): string {
    const type = `${this.names.entities.get(entity)}Input`;
    this.types.add(type);
    return this.#declareAs(name, type);
  }

  #fault(message: string): undefined {
    this.findings.push({
      severity: "error",
      patterns: [this.pattern.id],
      message: `${this.entity.name}.${this.pattern.name}: ${message}`,
    });
    return undefined;
  }

  #note(message: string): void {
    this.findings.push({
      severity: "warning",
      patterns: [this.pattern.id],
      message: `${this.entity.name}.${this.pattern.name}: ${message}`,
    });
  }
}

const METHODS: Readonly<Record<string, string>> = {
  "=": "eq",
  "<>": "ne",
  "<": "lt",
  "<=": "lte",
  ">": "gt",
  ">=": "gte",
  between: "between",
  in: "in",
};

function rangeText(range: NonNullable<Pattern["range"]>, given: readonly string[]): string {
  if (range === "between") return `{ between: [${given.join(", ")}] }`;
  if (range === "begins_with") return `{ beginsWith: ${given[0]} }`;
  return `{ ${METHODS[range]}: ${given[0]} }`;
}

const TYPES: Readonly<Record<Field["type"], string>> = {
  string: "string",
  uuid: "string",
  integer: "number",
  decimal: "number",
  boolean: "boolean",
  object: "Record<string, unknown>",
  array: "unknown[]",
};

function typeText({
  type,
  itemType,
}: {
  readonly type: Field["type"];
  readonly itemType?: Field["type"];
}): string {
  return type === "array" && itemType !== undefined ? `${TYPES[itemType]}[]` : TYPES[type];
}

/** A name as a parameter of a function, which is no word of the language. */
function identifier(name: string): string {
  const text = name.replace(/\W/g, "_");
  return /^\d/.test(text) || text === "db" || text === "item" || WORDS.has(text) ? `${text}_` : text;
}

const WORDS: ReadonlySet<string> = new Set(
  "class default delete enum export for function if import in new package return switch this typeof var void".split(
    " ",
  ),
);

function keyFields({ partition, sort = [] }: Entity): string[] {
  return [...new Set([...fieldsOf(partition), ...fieldsOf(sort)])];
}

function objectText(members: readonly (readonly [string, string])[]): string {
  if (members.length === 0) return "";
  const texts = members.map(([name, value]) => (name === value ? name : `${propertyName(name)}: ${value}`));
  return `{ ${texts.join(", ")} }`;
}

/** A transaction over several tables. */
function crossCall(
  { id, name, operation, actions, parameters }: CrossPattern,
  design: AwsDesign,
  names: AwsNames,
  types: Set<string>,
  findings: Finding[],
): Call | undefined {
  const declared: string[] = [];
  const declare = (parameter: string, type: string): string => {
    const text = `${identifier(parameter)}: ${type}`;
    if (!declared.includes(text)) declared.push(text);
    return identifier(parameter);
  };
  const report = (severity: Finding["severity"], message: string): undefined => {
    findings.push({ severity, patterns: [id], message: `${name}: ${message}` });
    return undefined;
  };
  const parts = actions.map(({ entity: entityName, action, condition }): string | undefined => {
    const entity = entitiesOf(design).find((each) => each.name === entityName);
    if (entity === undefined) return undefined;
    const repository = `db.${repositoryName(entity, names)}`;
    const own = parameters.find((parameter) => parameter.entity === entityName);
    const whole = () => {
      const type = `${names.entities.get(entityName)}Input`;
      types.add(type);
      return own && declare(own.name, type);
    };
    const expects = conditionOf(condition);
    if (condition !== undefined && expects === undefined)
      report("warning", `the condition ${JSON.stringify(condition)} on ${entityName} is not carried over`);
    if (action === "Put") {
      const item = whole();
      if (item === undefined) return report("error", `no parameter is of the entity ${entityName}`);
      return `${repository}.${expects === "absent" ? "create" : "put"}(${item})`;
    }
    const fields = keyFields(entity);
    const missing = fields.filter(
      (field) => own === undefined && !parameters.some((each) => each.name === field),
    );
    if (missing.length > 0)
      return report(
        "error",
        `its parameters do not give ${missing.join(" and ")} of the key of ${entityName}`,
      );
    const typeOf = (field: string) =>
      typeText(entity.fields.find((each) => each.name === field) ?? { type: "string" });
    const key = objectText(
      fields.map((field) =>
        parameters.some((each) => each.name === field)
          ? [field, declare(field, typeOf(field))]
          : [field, propertyOf(whole() ?? field, field)],
      ),
    );
    const other = entity.fields.find(({ name: field, required }) => required && !fields.includes(field));
    const exists = other && `(item) => ${propertyOf("item", other.name)}.exists()`;
    switch (action) {
      case "Get":
        return `${repository}.get(${key})`;
      case "Delete":
        return `${repository}.delete(${key})${expects === "present" && exists ? `.if(${exists})` : ""}`;
      case "ConditionCheck":
        return exists
          ? `${repository}.check(${key}, ${exists})`
          : report("error", `${entityName} has no attribute beside its key that a check could ask for`);
      case "Update": {
        const changed = parameters.filter(
          (each) => !fields.includes(each.name) && entity.fields.some((field) => field.name === each.name),
        );
        if (changed.length === 0)
          return report("error", `no parameter is a field of ${entityName} to update`);
        return `${repository}.update(${key}).set(${objectText(changed.map((each) => [each.name, declare(each.name, typeOf(each.name))]))})`;
      }
      default:
        return report("error", `unknown action ${JSON.stringify(action)}`);
    }
  });
  if (parts.includes(undefined)) return undefined;
  const method = operation === "TransactGet" ? "transactGet" : "transactWrite";
  return { parameters: declared, call: `db.${method}([${parts.join(", ")}])` };
}

function conditionOf(condition: string | undefined): "absent" | "present" | undefined {
  if (/^\s*attribute_not_exists\(\s*[\w#]+\s*\)\s*$/.test(condition ?? "")) return "absent";
  return /^\s*attribute_exists\(\s*[\w#]+\s*\)\s*$/.test(condition ?? "") ? "present" : undefined;
}

/** The sample values as fixtures of `monotable seed`. An item without its primary key is left out. */
export function awsFixturesText(
  design: AwsDesign,
  names: AwsNames,
  usage: Usage,
  generated = "./generated/index.js",
): string {
  const lists = entitiesOf(design).flatMap((entity) => {
    const items = Object.entries(usage[entity.name] ?? {})
      .filter(
        ([kind, item]) =>
          kind !== "update_data" && keyFields(entity).every((field) => item[field] !== undefined),
      )
      .map(([, item]) => {
        const known = entity.fields.filter(({ name }) => item[name] !== undefined && item[name] !== null);
        return objectText(known.map(({ name }) => [name, JSON.stringify(item[name])]));
      });
    const unique = [...new Set(items)];
    return unique.length === 0
      ? []
      : [`  ${repositoryName(entity, names)}: [`, ...unique.map((item) => `    ${item},`), "  ],"];
  });
  return [
    'import type { Fixtures } from "monotable";',
    `import type { Database } from ${quoted(generated)};`,
    "",
    "export default {",
    ...lists,
    "} satisfies Fixtures<Database>;",
    "",
  ].join("\n");
}
