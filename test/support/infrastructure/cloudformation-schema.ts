import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { at, each, type Json, members } from "./json.js";

const database = loadAwsServiceSpecSync();

/**
 * What CloudFormation's resource specification finds wrong in a template: unknown and missing properties, values of
 * another type.
 */
export function templateFaults(template: Json): string[] {
  return members(at(template, "Resources")).flatMap(([id, resource]) => {
    const type = String(at(resource, "Type"));
    const [found] = database.lookup("resource", "cloudFormationType", "equals", type);
    if (found === undefined) return [`${id}: there is no ${type}`];
    const unknown = members(resource)
      .map(([name]) => name)
      .filter(
        (name) =>
          !["Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy", "DependsOn", "Metadata"].includes(
            name,
          ),
      );
    return [
      ...unknown.map((name) => `${id}: ${name} is nothing that a resource has`),
      ...checkProperties(at(resource, "Properties"), found.properties, id),
    ];
  });
}

type Properties = NonNullable<
  ReturnType<typeof database.lookup<"resource", "cloudFormationType">>[number]
>["properties"];

function checkProperties(json: Json, properties: Properties, path: string): string[] {
  const given = members(json);
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required === true && at(json, name) === undefined)
    .map(([name]) => `${path}: lacks ${name}`);
  const wrong = given.flatMap(([name, value]) => {
    const property = properties[name];
    return property === undefined
      ? [`${path}: has no ${name}`]
      : checkValue(value, property.type, `${path}.${name}`);
  });
  return [...missing, ...wrong];
}

function checkValue(value: Json, type: Properties[string]["type"], path: string): string[] {
  const fault = [`${path}: ${JSON.stringify(value)} is no ${type.type}`];
  switch (type.type) {
    case "string":
      if (isIntrinsic(value)) return [];
      if (typeof value !== "string") return fault;
      return type.allowedValues?.includes(value) === false ? [`${path}: ${value} is not allowed`] : [];
    case "integer":
      return Number.isInteger(value) ? [] : fault;
    case "number":
      return typeof value === "number" ? [] : fault;
    case "boolean":
      return typeof value === "boolean" ? [] : fault;
    case "json":
      return typeof value === "object" ? [] : fault;
    case "tag": {
      const isTag = typeof at(value, "Key") === "string" && typeof at(value, "Value") === "string";
      return isTag && members(value).length === 2 ? [] : fault;
    }
    case "array":
      if (!Array.isArray(value)) return fault;
      return each(value).flatMap((one, position) => checkValue(one, type.element, `${path}.${position}`));
    case "ref":
      return checkProperties(value, database.get("typeDefinition", type.reference.$ref).properties, path);
    case "union": {
      const faults = type.types.map((one) => checkValue(value, one, path));
      return faults.find((found) => found.length === 0) ?? faults[0] ?? fault;
    }
    default:
      return [`${path}: this test does not know ${type.type}`];
  }
}

function isIntrinsic(value: Json): boolean {
  const [[name] = [""], ...more] = members(value);
  return more.length === 0 && (name === "Ref" || name.startsWith("Fn::"));
}
