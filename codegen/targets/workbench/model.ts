/**
 * The file of a data model in NoSQL Workbench, as far as it is known from models that it exported. Its makers publish no
 * schema of it.
 */
export interface WorkbenchModel {
  readonly ModelName: string;
  readonly ModelMetadata: {
    readonly Author: string;
    /** As in `Jun 24, 2020, 04:06 PM`. */
    readonly DateCreated: string;
    readonly DateLastModified: string;
    readonly Description: string;
    readonly AWSService: "Amazon DynamoDB";
    readonly Version: "3.0";
  };
  readonly DataModel: readonly WorkbenchTable[];
}

export interface WorkbenchTable {
  readonly TableName: string;
  readonly KeyAttributes: WorkbenchKey;
  readonly NonKeyAttributes: readonly WorkbenchAttribute[];
  readonly TableFacets?: readonly WorkbenchFacet[];
  readonly GlobalSecondaryIndexes?: readonly WorkbenchIndex[];
  /** Where there are facets, they have the items. */
  readonly TableData?: readonly WorkbenchItem[];
  readonly DataAccess: { readonly MySql: Readonly<Record<string, never>> };
  readonly BillingMode: "PAY_PER_REQUEST" | "PROVISIONED";
  readonly ProvisionedCapacitySettings?: WorkbenchCapacity;
}

export interface WorkbenchKey {
  readonly PartitionKey: WorkbenchAttribute;
  readonly SortKey?: WorkbenchAttribute;
}

export interface WorkbenchAttribute {
  readonly AttributeName: string;
  /** One of DynamoDB's types: `S`, `N`, `M`, `SS`. */
  readonly AttributeType: string;
}

export interface WorkbenchFacet {
  readonly FacetName: string;
  readonly KeyAttributeAlias: { readonly PartitionKeyAlias: string; readonly SortKeyAlias?: string };
  readonly TableData: readonly WorkbenchItem[];
  readonly NonKeyAttributes: readonly string[];
  readonly DataAccess: { readonly MySql: Readonly<Record<string, never>> };
}

export interface WorkbenchIndex {
  readonly IndexName: string;
  readonly KeyAttributes: WorkbenchKey;
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

export interface WorkbenchCapacity {
  readonly ProvisionedThroughput: {
    readonly ReadCapacityUnits: number;
    readonly WriteCapacityUnits: number;
  };
  readonly AutoScalingRead?: WorkbenchScaling;
  readonly AutoScalingWrite?: WorkbenchScaling;
}

export interface WorkbenchScaling {
  readonly ScalableTargetRequest: {
    readonly MinCapacity: number;
    readonly MaxCapacity: number;
    readonly ServiceRole: string;
  };
  readonly ScalingPolicyConfiguration: { readonly TargetValue: number };
}

/** An item in DynamoDB JSON: `{ "pk": { "S": "USER#1" } }`. */
export type WorkbenchItem = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
