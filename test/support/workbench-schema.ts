/**
 * The structure of a NoSQL Workbench data model, as a JSON Schema. Its makers publish none: this is what models have in
 * common that NoSQL Workbench itself exported, or that AWS publishes to be imported into it (docs/import.md names them).
 */
export const workbenchSchema = {
  type: "object",
  required: ["ModelName", "ModelMetadata", "DataModel"],
  properties: {
    ModelName: { type: "string", minLength: 1 },
    ModelMetadata: {
      type: "object",
      required: ["Author", "DateCreated", "DateLastModified", "Description"],
      properties: {
        Author: { type: "string" },
        DateCreated: { $ref: "#/$defs/date" },
        DateLastModified: { $ref: "#/$defs/date" },
        Description: { type: "string" },
        AWSService: { const: "Amazon DynamoDB" },
        Version: { enum: ["1.0", "2.0", "3.0"] },
      },
      additionalProperties: false,
    },
    DataModel: { type: "array", minItems: 1, items: { $ref: "#/$defs/table" } },
  },
  // Some have a `ModelSchema` of another tool, too.
  additionalProperties: true,
  $defs: {
    date: { type: "string", pattern: "^$|^[A-Z][a-z]{2} \\d{2}, \\d{4}, \\d{1,2}:\\d{2} [AP]M$" },
    source: { type: "object", required: ["MySql"], properties: { MySql: { type: "object" } } },
    attribute: {
      type: "object",
      required: ["AttributeName", "AttributeType"],
      properties: {
        AttributeName: { type: "string", minLength: 1 },
        AttributeType: { enum: ["S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"] },
      },
      additionalProperties: false,
    },
    keyAttribute: {
      $ref: "#/$defs/attribute",
      properties: { AttributeType: { enum: ["S", "N", "B"] } },
    },
    key: {
      type: "object",
      required: ["PartitionKey"],
      properties: {
        PartitionKey: { $ref: "#/$defs/keyAttribute" },
        SortKey: { $ref: "#/$defs/keyAttribute" },
      },
      additionalProperties: false,
    },
    item: {
      type: "object",
      additionalProperties: { type: "object", minProperties: 1, maxProperties: 1 },
    },
    facet: {
      type: "object",
      required: ["FacetName", "KeyAttributeAlias", "NonKeyAttributes"],
      properties: {
        FacetName: { type: "string", minLength: 1 },
        KeyAttributeAlias: {
          type: "object",
          required: ["PartitionKeyAlias"],
          properties: { PartitionKeyAlias: { type: "string" }, SortKeyAlias: { type: "string" } },
          additionalProperties: false,
        },
        TableData: { type: "array", items: { $ref: "#/$defs/item" } },
        NonKeyAttributes: { type: "array", items: { type: "string" }, uniqueItems: true },
        DataAccess: { $ref: "#/$defs/source" },
      },
      additionalProperties: false,
    },
    index: {
      type: "object",
      required: ["IndexName", "KeyAttributes", "Projection"],
      properties: {
        IndexName: { type: "string", pattern: "^[\\w.-]{3,255}$" },
        KeyAttributes: { $ref: "#/$defs/key" },
        Projection: {
          type: "object",
          required: ["ProjectionType"],
          properties: {
            ProjectionType: { enum: ["ALL", "KEYS_ONLY", "INCLUDE"] },
            NonKeyAttributes: { type: "array", items: { type: "string" } },
          },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    scaling: {
      type: "object",
      required: ["ScalableTargetRequest", "ScalingPolicyConfiguration"],
      properties: {
        ScalableTargetRequest: {
          type: "object",
          required: ["MinCapacity", "MaxCapacity", "ServiceRole"],
          properties: {
            MinCapacity: { type: "integer", minimum: 1 },
            MaxCapacity: { type: "integer", minimum: 1 },
            ServiceRole: { type: "string" },
          },
        },
        ScalingPolicyConfiguration: {
          type: "object",
          required: ["TargetValue"],
          properties: { TargetValue: { type: "number" } },
        },
      },
    },
    table: {
      type: "object",
      required: ["TableName", "KeyAttributes", "NonKeyAttributes", "DataAccess"],
      properties: {
        TableName: { type: "string", pattern: "^[\\w.-]{3,255}$" },
        KeyAttributes: { $ref: "#/$defs/key" },
        NonKeyAttributes: { type: "array", items: { $ref: "#/$defs/attribute" } },
        TableFacets: { type: "array", items: { $ref: "#/$defs/facet" } },
        GlobalSecondaryIndexes: { type: "array", items: { $ref: "#/$defs/index" } },
        TableData: { type: "array", items: { $ref: "#/$defs/item" } },
        DataAccess: { $ref: "#/$defs/source" },
        SampleDataFormats: { type: "object" },
        BillingMode: { enum: ["PROVISIONED", "PAY_PER_REQUEST"] },
        ProvisionedCapacitySettings: {
          type: "object",
          required: ["ProvisionedThroughput"],
          properties: {
            ProvisionedThroughput: {
              type: "object",
              required: ["ReadCapacityUnits", "WriteCapacityUnits"],
              properties: {
                ReadCapacityUnits: { type: "integer", minimum: 1 },
                WriteCapacityUnits: { type: "integer", minimum: 1 },
              },
            },
            AutoScalingRead: { $ref: "#/$defs/scaling" },
            AutoScalingWrite: { $ref: "#/$defs/scaling" },
          },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
  },
} as const;
