import {
  type AwsDesign,
  type Entity,
  entitiesOf,
  type Field,
  type Finding,
  fieldsOf,
  type Index,
  loneField,
  type Pattern,
  type Template,
} from "./design.js";

/** Checks a design as the rules of the generator do, and tells the patterns that a fault concerns. */
export function checkAwsDesign(design: AwsDesign): Finding[] {
  const names = new Set(entitiesOf(design).map(({ name }) => name));
  return [
    ...entitiesOf(design).flatMap((entity) => [
      ...checkPrimaryKey(entity),
      ...checkIndexes(entity),
      ...checkOrder(entity),
      ...entity.patterns.flatMap((pattern) => checkPattern(entity, pattern, names)),
    ]),
    ...design.cross.flatMap(({ id, name, actions }) =>
      actions.flatMap(({ entity }) =>
        names.has(entity) ? [] : [error([id], `${name}: the schema has no entity ${entity}`)],
      ),
    ),
  ];
}

const error = (patterns: readonly number[], message: string): Finding => ({
  severity: "error",
  patterns,
  message,
});

const warning = (patterns: readonly number[], message: string): Finding => {
  return { severity: "warning", patterns, message };
};

const idsOf = ({ patterns }: Entity, index?: string): number[] =>
  patterns.filter((pattern) => index === undefined || pattern.index === index).map(({ id }) => id);

function checkPrimaryKey(entity: Entity): Finding[] {
  const inKey = [...fieldsOf(entity.partition), ...fieldsOf(entity.sort ?? [])];
  return [...new Set(inKey)].flatMap((name) => {
    const field = fieldOf(entity, name);
    if (field === undefined) return [];
    if (!field.required)
      return [
        error(idsOf(entity), `${entity.name}: ${name} is optional, but every item needs a primary key`),
      ];
    return UNUSABLE.has(field.type)
      ? [error(idsOf(entity), `${entity.name}: ${name} is of type ${field.type}, which cannot be in a key`)]
      : [];
  });
}

const UNUSABLE: ReadonlySet<string> = new Set(["array", "object"]);

/** An item that has both key attributes of an index as its own is in it, asked or not. */
function checkIndexes(entity: Entity): Finding[] {
  return entity.table.indexes.flatMap((index) => {
    const mapping = entity.mappings.find(({ name }) => name === index.name);
    if (mapping !== undefined) return checkMapping(entity, index, mapping.partition, mapping.sort);
    const keys = [...index.partition, ...index.sort];
    const own = keys.filter((name) => fieldOf(entity, name) !== undefined);
    const enters = keys.every(
      (name) => own.includes(name) || name === entity.table.partition || name === entity.table.sort,
    );
    if (own.length === 0 || !enters) return [];
    const others = entity.table.entities.flatMap((other) => idsOf(other, index.name));
    return [
      error(
        [...new Set([...idsOf(entity), ...others])],
        `${entity.name} has ${own.join(" and ")}, the key of the index ${index.name}, but no mapping for it: its items would be in the index`,
      ),
    ];
  });
}

function checkMapping(
  entity: Entity,
  index: Index,
  partition: readonly Template[],
  sort: readonly Template[],
): Finding[] {
  const ids = idsOf(entity, index.name);
  const fault = (what: string) =>
    error(ids, `${entity.name}: its mapping for the index ${index.name} ${what}`);
  if (partition.length !== index.partition.length) return [fault("does not have its partition key")];
  if (sort.length !== index.sort.length) return [fault("does not have its sort key")];
  if (!index.isList) return [];
  const keys = [...index.partition, ...index.sort];
  const wrong = [...partition, ...sort].findIndex((template, at) => loneField(template) !== keys[at]);
  return wrong < 0
    ? []
    : [
        fault(
          `composes "${keys[wrong]}", but a key of several attributes consists of fields by their own names`,
        ),
      ];
}

/** A number in a composed sort key is text: 10 sorts before 9. */
function checkOrder(entity: Entity): Finding[] {
  const sorts = [
    ["its sort key", entity.sort, idsOf(entity).filter((id) => !indexOf(entity, id))] as const,
    ...entity.mappings.map(
      ({ name, sort: [template] }) => [`the sort key of ${name}`, template, idsOf(entity, name)] as const,
    ),
  ];
  return sorts.flatMap(([what, template = [], ids]) => {
    if (loneField(template) !== undefined) return [];
    const numbers = template.flatMap((part) =>
      typeof part === "object" && part.digits === undefined && isNumber(fieldOf(entity, part.field))
        ? [part.field]
        : [],
    );
    return numbers.map((name) =>
      warning(
        ids,
        `${entity.name}: ${what} has the number ${name} as text, where 10 sorts before 9: use {${name}:05d}`,
      ),
    );
  });
}

function indexOf({ patterns }: Entity, id: number): string | undefined {
  return patterns.find((pattern) => pattern.id === id)?.index;
}

const isNumber = (field: Field | undefined): boolean =>
  field?.type === "integer" || field?.type === "decimal";

function fieldOf({ fields }: Entity, name: string): Field | undefined {
  return fields.find((field) => field.name === name);
}

const COMPARISONS = ["=", "<>", "<", "<=", ">", ">=", "between", "in"];
const FUNCTIONS = ["contains", "begins_with", "attribute_exists", "attribute_not_exists", "size"];
const RETURNS = ["single_entity", "entity_list", "success_flag", "mixed_data", "void"];

function checkPattern(entity: Entity, pattern: Pattern, names: ReadonlySet<string>): Finding[] {
  const { id, name, index, consistent, parameters, filters } = pattern;
  const findings: Finding[] = [];
  const fault = (what: string) => findings.push(error([id], `${entity.name}.${name}: ${what}`));
  if (!RETURNS.includes(pattern.returns)) fault(`unknown return_type ${JSON.stringify(pattern.returns)}`);
  for (const { name: parameter, type, entity: of } of parameters) {
    if (type === "entity" && (of === undefined || !names.has(of)))
      fault(`the parameter ${parameter} is of the entity ${of ?? "(none)"}, which the schema does not have`);
  }
  if (index !== undefined) {
    if (!entity.table.indexes.some((each) => each.name === index)) fault(`the table has no index ${index}`);
    else if (!entity.mappings.some((each) => each.name === index))
      fault(`${entity.name} has no mapping for the index ${index}`);
    if (consistent) fault("a global index has no consistent reads");
  }
  if (filters.length > 0 && pattern.operation !== "Query" && pattern.operation !== "Scan")
    fault(`a ${pattern.operation} has no filter`);
  const mapping = entity.mappings.find((each) => each.name === index);
  const keys = [
    ...(mapping?.partition ?? [entity.partition]),
    ...(mapping?.sort ?? (entity.sort === undefined ? [] : [entity.sort])),
  ].flatMap(fieldsOf);
  for (const { field, operator, function: called, parameters: given } of filters) {
    if (fieldOf(entity, field) === undefined) fault(`its filter names ${field}, which is not a field`);
    else if (pattern.operation === "Query" && keys.includes(field))
      fault(`its filter names ${field}, which is in the key: DynamoDB refuses it`);
    if (called !== undefined && !FUNCTIONS.includes(called))
      fault(`its filter has the unknown function ${called}`);
    if (called === undefined || called === "size") {
      if (operator === undefined || !COMPARISONS.includes(operator))
        fault(`its filter has the unknown operator ${operator ?? "(none)"}`);
    }
    const wanted = called?.startsWith("attribute_") ? 0 : operator === "between" ? 2 : 1;
    if (operator !== "in" && given.length !== wanted)
      fault(`its filter on ${field} has ${given.length} parameters instead of ${wanted}`);
    const unknown = given.find((each) => !parameters.some((parameter) => parameter.name === each));
    if (unknown !== undefined) fault(`its filter names ${unknown}, which is not a parameter`);
  }
  return findings;
}
