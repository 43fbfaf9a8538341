import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** A request as it went out. */
export interface Recorded {
  readonly target: string;
  readonly body: string;
}

/** What stands for DynamoDB: it gives one answer to all requests until it is told another one. */
export interface Wire {
  readonly config: DynamoDBClientConfig;
  use(answer: Uint8Array): Promise<void>;
  /** The requests that something sends; each is answered with `{}` unless another answer is given. */
  record(run: () => Promise<unknown>, answer?: Uint8Array): Promise<readonly Recorded[]>;
  close(): void;
}

/** Signed as usual, with keys that nobody has. */
export const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/EXAMPLEKEY",
};

export const HEADERS = {
  "content-type": "application/x-amz-json-1.0",
  "x-amzn-requestid": "4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG",
};

export const EMPTY: Uint8Array = Buffer.from("{}");
