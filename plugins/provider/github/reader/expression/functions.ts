import { itemsOf } from "./filtered.ts";
import { isTable, Open, sameAs, textOf, Unknown, type Value } from "./value.ts";

/** The answer of one of GitHub's functions; Unknown for those that look at files, and where an argument is. */
export function callFunction(name: string, inner: readonly Value[]): Value {
  const [first = null, second = null] = inner;
  const unknown = new Unknown(`${name.toLowerCase()}()`);
  const texts = inner.map((each) => (itemsOf(each) ? "" : textOf(each)));
  const lower = texts.map((each) => each?.toLowerCase());
  switch (name.toLowerCase()) {
    case "contains":
      return itemsOf(first)
        ? inList(itemsOf(first)!, second, unknown)
        : both(lower, unknown, (a, b) => a.includes(b));
    case "startswith":
      return both(lower, unknown, (a, b) => a.startsWith(b));
    case "endswith":
      return both(lower, unknown, (a, b) => a.endsWith(b));
    case "format":
      return texts.includes(undefined) ? unknown : format(texts as string[]);
    case "join":
      return joined(first, inner.length > 1 ? textOf(second) : ",", unknown);
    case "tojson":
      return first instanceof Unknown || first instanceof Open
        ? unknown
        : JSON.stringify(plain(first), null, 2);
    case "fromjson":
      return parsed(texts[0], unknown);
    default:
      return unknown;
  }
}

function both(
  [left, right]: readonly (string | undefined)[],
  unknown: Unknown,
  test: (left: string, right: string) => boolean,
): Value {
  if (right === "") return true;
  return left === undefined || right === undefined ? unknown : test(left, right);
}

function inList(items: readonly Value[], wanted: Value, unknown: Unknown): Value {
  const answers = items.map((item) => sameAs(item, wanted));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? unknown : false;
}

/** `{0}` is the first value, `{{` a brace. */
function format([pattern = "", ...values]: readonly string[]): string {
  return pattern.replace(/\{\{|\}\}|\{(\d+)\}/g, (found, index: string | undefined) =>
    index === undefined ? found[0]! : (values[Number(index)] ?? ""),
  );
}

function joined(list: Value, separator: string | undefined, unknown: Unknown): Value {
  const items = itemsOf(list);
  const texts = items ? items.map(textOf) : [textOf(list)];
  return texts.includes(undefined) || separator === undefined ? unknown : texts.join(separator);
}

function parsed(text: string | undefined, unknown: Unknown): Value {
  if (text === undefined) return unknown;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return unknown;
  }
}

function plain(value: Value): unknown {
  const items = itemsOf(value);
  if (items) return items.map(plain);
  if (isTable(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  return value;
}
