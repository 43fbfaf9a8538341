import type {
  DeleteCommandInput,
  DeleteCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import type { Entity } from "../entities/entity.js";

/** DynamoDB's operations with their requests and answers in document form. */
export interface Wire {
  readonly GetItem: { readonly input: GetCommandInput; readonly output: GetCommandOutput };
  readonly PutItem: { readonly input: PutCommandInput; readonly output: PutCommandOutput };
  readonly UpdateItem: { readonly input: UpdateCommandInput; readonly output: UpdateCommandOutput };
  readonly DeleteItem: { readonly input: DeleteCommandInput; readonly output: DeleteCommandOutput };
  readonly Query: { readonly input: QueryCommandInput; readonly output: QueryCommandOutput };
  readonly Scan: { readonly input: ScanCommandInput; readonly output: ScanCommandOutput };
}

export type OperationName = keyof Wire;

/** A request as a value: DynamoDB's operation and its input, exactly as it is sent. */
export type Request<Name extends OperationName = OperationName> = {
  readonly [Each in Name]: { readonly operation: Each; readonly input: Wire[Each]["input"] };
}[Name];

/** What sends requests: the one thing that an operation needs of the outside. */
export interface Sender {
  /**
   * Sends a request and gives DynamoDB's answer. Rejects with a `MonotableError`; a condition that did not hold gives
   * {@link ConditionNotMet}, which only the operation can name.
   */
  send<Name extends OperationName>(request: Request<Name>, entity: Entity): Promise<Wire[Name]["output"]>;
}

/** A condition of a write did not hold. */
export class ConditionNotMet extends Error {
  override readonly name = "ConditionNotMet";
  /** The item as it was found, in document form. */
  readonly item: Readonly<Record<string, unknown>> | undefined;

  constructor(item: Readonly<Record<string, unknown>> | undefined, cause: unknown) {
    super("The condition of a write did not hold", { cause });
    this.item = item;
  }
}
