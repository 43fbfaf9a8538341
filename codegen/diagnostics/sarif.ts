import { relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Diagnostic, Location } from "./diagnostic.js";

const documentation = "https://www.npmjs.com/package/monotable";

/**
 * Diagnostics as a SARIF 2.1.0 log, the format in which code scanning of GitHub, GitLab, Azure DevOps and editors takes
 * what a tool found. Paths are relative to the folder, which the log names `%SRCROOT%`.
 */
export function sarifLog(diagnostics: readonly Diagnostic[], folder: string, version: string): Log {
  const rules = [...new Set(diagnostics.map(({ rule }) => rule))];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "monotable",
            semanticVersion: version,
            informationUri: documentation,
            rules: rules.map((rule) => ruleOf(rule, diagnostics)),
          },
        },
        originalUriBaseIds: { "%SRCROOT%": { uri: `${pathToFileURL(folder).href}/` } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic) => resultOf(diagnostic, rules, folder)),
      },
    ],
  };
}

function ruleOf(id: string, diagnostics: readonly Diagnostic[]): ReportingDescriptor {
  const severity = diagnostics.find(({ rule }) => rule === id)?.severity ?? "error";
  return { id, defaultConfiguration: { level: severity } };
}

function resultOf(diagnostic: Diagnostic, rules: readonly string[], folder: string): Result {
  const { rule, severity, message, help, location } = diagnostic;
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: severity,
    message: { text: `${message}\n${help}` },
    ...(location && { locations: [{ physicalLocation: placeOf(location, folder) }] }),
  };
}

function placeOf({ file, line, column, length, text }: Location, folder: string) {
  const path = relative(folder, file).replaceAll(sep, "/");
  return {
    artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" },
    region: {
      startLine: line,
      startColumn: column,
      endColumn: column + Math.max(length, 1),
      snippet: { text },
    },
  };
}
