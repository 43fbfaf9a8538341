import type { Model } from "../../src/model/model.js";
import {
  attribute,
  entity,
  globalIndex,
  modelOf,
  natural,
  pattern,
  piece,
  table,
  template,
  text,
} from "./model-parts.js";

const statuses = [
  "CREATED",
  "PENDING",
  "AUTHORISED",
  "CAPTURED",
  "SHIPPED",
  "DELIVERED",
  "RETURNED",
  "CANCELLED",
];
const statusType = statuses.map((status) => JSON.stringify(status)).join(" | ");
const string = (name: string) => attribute(name, "string", "string");
const optional = (name: string) => attribute(name, "string", "string", { optional: true });
const index = (name: string, of: string) => ({ name, index: of });

/** Designs at the edges of what can be declared, each a Model of its own. */
export const oddModels: Readonly<Record<string, Model>> = {
  "a table without a sort key": modelOf(
    [entity("User", [string("userId"), optional("role")], pattern([natural("userId")]))],
    {
      tables: [
        {
          name: "main",
          partitionKey: { name: "userId", type: "S" },
          indexes: [],
          keyEncoding: "ordered",
          delimiter: "#",
        },
      ],
    },
  ),
  "nothing outside the primary key": modelOf([
    entity(
      "Follow",
      [string("from"), string("to")],
      pattern([template("pk", text("from"))], [template("sk", text("to"))]),
    ),
  ]),
  "a singleton": modelOf([
    entity(
      "Settings",
      [optional("theme")],
      pattern([template("pk", "SETTINGS")], [template("sk", "SETTINGS")]),
    ),
  ]),
  "partitions without attributes": modelOf(
    [
      entity(
        "Country",
        [string("code"), string("name")],
        pattern([template("pk", "COUNTRY")], [template("sk", text("code"))]),
        { indexes: [pattern([template("gsi1pk", "ALL")], [], index("all", "gsi1"))] },
      ),
    ],
    { tables: [table("main", { indexes: [globalIndex("gsi1", ["gsi1pk"])] })] },
  ),
  "four sort pieces of every type": modelOf([
    entity(
      "Event",
      [
        string("tenant"),
        attribute("day", "date", "Date"),
        attribute("level", "number", "1 | 2 | 3"),
        attribute("sequence", "bigint", "bigint"),
        attribute("status", "string", statusType),
        attribute("done", "boolean", "boolean"),
        attribute("payload", "any", "any"),
        attribute("flag", "boolean", "true", { optional: true }),
        attribute("nothing", "null", "null"),
      ],
      pattern(
        [template("pk", text("tenant"))],
        [
          template(
            "sk",
            piece("day", "date"),
            "#",
            piece("level", "int"),
            "#",
            piece("sequence", "bigint"),
            "#",
            piece("status", "string", { values: statuses }),
            "#",
            piece("done", "boolean"),
          ),
        ],
      ),
    ),
  ]),
  "pieces in the partition and the sort key and in two indexes": modelOf(
    [
      entity(
        "Ticket",
        [
          string("id"),
          string("region"),
          optional("team"),
          string("state"),
          attribute("cost", "number", "number"),
        ],
        pattern([template("pk", text("id"))], [template("sk", "TICKET#", text("id"))]),
        {
          indexes: [
            pattern(
              [template("gsi1pk", text("region"), "#", text("team"))],
              [template("gsi1sk", text("team"), "#", text("state"))],
              index("byTeam", "gsi1"),
            ),
            pattern(
              [template("gsi2pk", text("state"))],
              [template("gsi2sk", piece("cost", "number"), "#", text("id"))],
              index("byState", "gsi2"),
            ),
          ],
        },
      ),
    ],
    {
      tables: [
        table("main", {
          indexes: [globalIndex("gsi1", ["gsi1pk"], ["gsi1sk"]), globalIndex("gsi2", ["gsi2pk"], ["gsi2sk"])],
        }),
      ],
    },
  ),
  "names that are not words of TypeScript": modelOf(
    [
      entity(
        "Row",
        [
          string("State#Date"),
          attribute('with "quotes"', "string", '"it\'s" | "say \\"hi\\""', {
            doc: "Ends a comment: */ and goes on.\nIn two lines.",
          }),
          attribute(
            "no-identifier",
            "map",
            '{ "a-b": string; readonly c?: number | undefined; [x: string]: unknown; }',
          ),
          optional("__proto__"),
          attribute("class", "number", "number", { optional: true }),
        ],
        pattern([template("PK", '"quoted"#')], [natural("State#Date")]),
        { exportName: "row-entity", doc: "" },
      ),
    ],
    { tables: [table("main", { name: "main" }), table("class"), table("tables"), table("my-table.v2")] },
  ),
  "projections of indexes": modelOf(
    [
      entity(
        "Photo",
        [
          string("id"),
          string("owner"),
          string("album"),
          attribute("size", "number", "number"),
          optional("title"),
        ],
        pattern([natural("id")]),
        {
          indexes: [
            pattern([natural("owner")], [], index("byOwner", "keys")),
            pattern([natural("album")], [natural("owner")], index("byAlbum", "some")),
            pattern([natural("album")], [], index("byAlbumAll", "all")),
          ],
        },
      ),
    ],
    {
      tables: [
        {
          ...table("main", {
            partitionKey: { name: "id", type: "S" },
            indexes: [
              globalIndex("keys", ["owner"], [], "KEYS_ONLY"),
              globalIndex("some", ["album"], ["owner"], ["size"]),
              globalIndex("all", ["album"], [], ["id", "owner", "album", "size", "title"]),
            ],
          }),
        },
      ],
      collections: [
        {
          name: "wall",
          exportName: "wall",
          table: "main",
          index: "keys",
          members: [{ name: "photos", cardinality: "many", entity: "Photo", pattern: "byOwner" }],
          shared: true,
        },
      ],
    },
  ),
  "nested and long types": modelOf([
    entity(
      "Document",
      [
        string("id"),
        attribute(
          "body",
          {
            kind: "map",
            of: { at: "date", parts: { kind: "list", of: { kind: "map", of: { on: "date" } } } },
          },
          '{ at: Date; parts: { on: Date; kind: "paragraph" | "heading" | "quotation" | "code"; text: string; }[]; }',
        ),
        attribute("kind", "string", statusType, { optional: true }),
        attribute("kinds", "set", `Set<${statusType}>`, { optional: true }),
        attribute(
          "pair",
          { kind: "tuple", of: ["date", "string"] },
          "[at: Date, by?: string, ...rest: any[]]",
        ),
        attribute("matrix", "list", "number[][]"),
        attribute("level", "number", "1 | 2", { optional: true }),
        attribute("branded", "number", 'number & import("zod").core.$brand<"Score">', { optional: true }),
        attribute("declared", "any", 'typeof import("monotable:schema").Document["schema"]'),
        attribute("choices", "list", '("a" | "b")[]'),
        attribute("lists", "list", "(string[] | undefined)[]"),
        attribute("record", { kind: "record", of: "date" }, "Record<string, Date>"),
        attribute("maybe", { kind: "nullable", of: "number" }, "number | null", { optional: true }),
        attribute("template", "string", "`v${number}`"),
        attribute("frozen", "list", "readonly string[]", { defaulted: true }),
        attribute("size", { kind: "codec" }, "number", {
          types: { input: "string", output: "number" },
        }),
      ],
      pattern([template("pk", text("id"))], [template("sk", "DOCUMENT")]),
    ),
  ]),
  "several tables": modelOf(
    [
      entity(
        "Order",
        [string("id"), attribute("at", "date", "Date")],
        pattern([natural("id")], [{ name: "at", natural: piece("at", "date") }]),
      ),
      entity(
        "AuditLog2",
        [string("id"), attribute("blob", "binary", "Uint8Array")],
        pattern([natural("id")], [{ name: "blob", natural: piece("blob", "binary") }]),
        {
          table: "audit-log",
          indexes: [
            pattern(
              [natural("id")],
              [{ name: "at", natural: piece("blob", "binary") }],
              index("byAt", "local"),
            ),
          ],
        },
      ),
    ],
    {
      tables: [
        table("main"),
        table("audit-log", {
          sortKey: { name: "blob", type: "B" },
          indexes: [
            {
              name: "local",
              type: "local",
              partitionKey: [{ name: "id", type: "S" }],
              sortKey: [{ name: "at", type: "B" }],
              projection: "ALL",
            },
          ],
          stream: "NEW_IMAGE",
        }),
      ],
    },
  ),
};
