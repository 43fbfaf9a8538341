import type { Name, Open } from "./contestant.js";
import { documentBuilder } from "./document-builder.js";
import { dynamooseModels } from "./dynamoose.js";
import { electrodb } from "./electrodb.js";
import { lib } from "./lib.js";
import { monotable, monotableByDocument } from "./monotable.js";
import { onetable } from "./onetable.js";
import { raw } from "./raw.js";
import { toolbox } from "./toolbox.js";

export const contestants: Readonly<Record<Name, Open>> = {
  "lib-dynamodb": lib,
  "client-dynamodb": raw,
  monotable,
  "monotable (document)": monotableByDocument,
  electrodb,
  "dynamodb-toolbox": toolbox,
  "dynamodb-onetable": onetable,
  dynamoose: dynamooseModels,
  "dynamo-document-builder": documentBuilder,
};
