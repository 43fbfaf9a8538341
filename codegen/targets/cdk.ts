import type { TableModel } from "../../src/model/model.js";
import { docComment } from "../emit/comment.js";
import { indexSettingsOf, settingsOf } from "../model-facts/table-settings.js";
import { group, indent, type Layout, newline, print } from "../printer/layout.js";
import { literal, stringLiteral } from "../printer/typescript.js";
import { saysInsights, tableProps } from "./cdk-props.js";
import { tableIdentifier, uniqueNames } from "./identifiers.js";
import { GENERATED_BY, type Target, type TargetOptions } from "./target.js";

/** A construct for each table: a `TableV2`, so that grants, metrics and `addReplica` are there. */
export const cdk: Target<"typescript"> = {
  title: "a CDK construct for each table, in TypeScript",
  formats: ["typescript"],
  files: (model, options = {}) => {
    const unique = uniqueNames("_");
    const classes = model.tables.map((table) =>
      tableClass(table, unique(tableIdentifier(table.name)), options),
    );
    const text = print([classes.flatMap((one) => [newline, one, newline])]);
    return new Map([["tables.ts", `// ${GENERATED_BY}\n\n${imports(text)}${text}`]]);
  },
};

/** What the classes use of other modules. */
function imports(text: string): string {
  const modules = [
    ["dynamodb", "aws-cdk-lib/aws-dynamodb"],
    ["iam", "aws-cdk-lib/aws-iam"],
    ["kms", "aws-cdk-lib/aws-kms"],
  ] as const;
  const used = modules.filter(([name]) => new RegExp(`\\b${name}\\.[A-Z]`).test(text));
  return [
    ...(text.includes("Stack.of(scope)") ? ['import { Stack } from "aws-cdk-lib";'] : []),
    ...used.map(([name, from]) => `import * as ${name} from "${from}";`),
    'import type { Construct } from "constructs";\n',
  ].join("\n");
}

function tableClass(table: TableModel, name: string, options: TargetOptions): Layout {
  return [
    docComment(table.doc ?? `The table "${table.name}".`),
    `export class ${name} extends dynamodb.TableV2 {`,
    indent([
      newline,
      docComment("@param props What is otherwise in this environment."),
      group([
        "constructor(",
        `scope: Construct, id = ${stringLiteral(name)}, props: Partial<dynamodb.TablePropsV2> = {}`,
        ") {",
      ]),
      indent([
        newline,
        "const declared: dynamodb.TablePropsV2 = ",
        literal(tableProps(table, options), true),
        ";",
        newline,
        "super(scope, id, { ...declared, ...props });",
        overridesOf(table),
      ]),
      newline,
      "}",
    ]),
    newline,
    "}",
  ];
}

/** What `TableV2` has no property for: said of the resource below it, whose last replica is the region of the stack. */
function overridesOf(table: TableModel): Layout {
  const { replicas, resourcePolicy } = settingsOf(table);
  const lines: Layout[] = [];
  const global = table.indexes.filter(({ type }) => type === "global");
  for (const [position, { name }] of global.entries()) {
    if (!saysInsights(table, name)) continue;
    const { contributorInsights: mode } = indexSettingsOf(table, name);
    const specification = mode === undefined ? { Enabled: false } : { Enabled: true, Mode: mode };
    const path = `Replicas.\${own}.GlobalSecondaryIndexes.${position}.ContributorInsightsSpecification`;
    lines.push(["resource.addPropertyOverride(`", path, "`, ", literal(specification), ");"]);
  }
  if (lines.length > 0) {
    const comment = "// Insights of an index in the region of the stack, which comes after all replicas.";
    lines.unshift(comment, `const own = (props.replicas ?? declared.replicas ?? []).length;`);
  }
  const without = replicas.flatMap((replica, position) =>
    replica.resourcePolicy === undefined ? [position] : [],
  );
  if (resourcePolicy !== undefined && without.length > 0) {
    lines.push(
      "// A replica has the policy that is declared for it: the CDK would copy the one of the table.",
      [
        "if (props.replicas === undefined) {",
        indent(
          without.map((position) => [
            newline,
            `resource.addPropertyDeletionOverride("Replicas.${position}.ResourcePolicy");`,
          ]),
        ),
        newline,
        "}",
      ],
    );
  }
  if (lines.length === 0) return [];
  return ["const resource = this.node.defaultChild as dynamodb.CfnGlobalTable;", ...lines].map((line) => [
    newline,
    line,
  ]);
}
