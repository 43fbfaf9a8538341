import type { OperationName } from "../operations/wire.js";
import { copyOf, ItemScanner, Unexpected } from "./item-scanner.js";
import { OUTPUT } from "./operations.js";

/** Answers of fewer characters are read as fast by `JSON.parse`. */
const WORTHWHILE = 1_000;

/** DynamoDB's answer, of its JSON in document form. */
export function readAnswerText(operation: OperationName, text: string): object {
  if (text === "") return {};
  const found = text.length < WORTHWHILE || text.includes("\\") ? undefined : scanned(operation, text);
  const answer = OUTPUT[operation].read(JSON.parse(found?.rest ?? text)) as Record<string, unknown>;
  if (found !== undefined) answer[found.member] = found.value;
  return answer;
}

/** The items of an answer, and the JSON of what is left of it without the member that had them. */
interface Scanned {
  readonly member: string;
  readonly value: unknown;
  readonly rest: string;
}

function scanned(operation: OperationName, text: string): Scanned | undefined {
  try {
    switch (operation) {
      case "Query":
      case "Scan":
        return items(text);
      case "BatchGetItem":
        return responses(text);
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof Unexpected) return undefined;
    throw error;
  }
}

/** Without escapes no value holds these characters, and no other member of an answer is a list. */
const ITEMS = '"Items":[';

function items(text: string): Scanned | undefined {
  const start = text.indexOf(ITEMS);
  if (start < 0) return undefined;
  const { items: value, end } = new ItemScanner(text, start + ITEMS.length - 1).list();
  return { member: "Items", value, rest: `${text.slice(0, start)}"Items":[]${text.slice(end)}` };
}

/** Where it comes first, it is no attribute of that name. */
const RESPONSES = '{"Responses":{';

function responses(text: string): Scanned | undefined {
  if (!text.startsWith(RESPONSES)) return undefined;
  const value: Record<string, unknown> = {};
  let at = RESPONSES.length;
  for (;;) {
    const close = text.indexOf('":', at);
    if (text[at] !== '"' || close < 0) return undefined;
    const table = copyOf(text, at + 1, close);
    const list = new ItemScanner(text, close + 2).list();
    value[table] = list.items;
    at = list.end + 1;
    const next = text[list.end];
    if (next === "}") return { member: "Responses", value, rest: `{"Responses":{}${text.slice(at)}` };
    if (next !== ",") return undefined;
  }
}
