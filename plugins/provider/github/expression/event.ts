import { type Call, type Expression, Function as Name } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { optionOf } from "../yaml/options.ts";
import { isTable } from "../yaml/tree.ts";
import { atom, join, type Operand, quoted } from "./operand.ts";
import { isPath, literalText } from "./read.ts";

/** What starts a run, in the language's words and in GitHub's. */
const words: ReadonlyMap<string, string> = new Map([
  ["push", "push"],
  ["pull_request", "pull_request"],
  ["merge_queue", "merge_group"],
  ["schedule", "schedule"],
  ["manual", "workflow_dispatch"],
  ["release", "release"],
]);

const eventName = atom("github.event_name");

/** `run.event` as a value: GitHub's word, translated where this workflow can be started by what it calls otherwise. */
export function compileEvent({ output }: Scope): Operand {
  const isOwnOn = optionOf(output.providerOptions, "on") !== undefined;
  const cases = [
    ...(output.triggers?.manual || isOwnOn ? ["manual"] : []),
    ...(output.triggers?.mergeQueue || isOwnOn ? ["merge_queue"] : []),
  ];
  return join("||", [
    ...cases.map((word) => join("&&", [join("==", [eventName, quoted(words.get(word)!)]), quoted(word)])),
    eventName,
  ]);
}

/**
 * A question about `run.event` and a constant, in GitHub's words. A word that starts no run is reported, as the
 * question would have one answer for ever; the operand is absent then. Undefined: the call is about something else.
 */
export function compileEventQuestion(node: Call, scope: Scope): { operand?: Operand } | undefined {
  const position = node.arguments.findIndex((each) => isPath(each, "run.event"));
  const constant = node.arguments[1 - position];
  if (position < 0 || constant?.kind.case !== "literal") return undefined;
  const isNegative = node.function === Name.NOT_EQUAL;
  if (isNegative || node.function === Name.EQUAL) {
    const text = literalText(constant);
    const own = text === undefined ? undefined : wordsOf(scope).get(text.toLowerCase());
    if (own !== undefined) return { operand: join(isNegative ? "!=" : "==", [eventName, quoted(own)]) };
    refuse(`Nothing that is called "${text ?? "…"}" starts a run`, text ?? "", scope);
    return {};
  }
  const test = testOf(node.function, position, constant);
  if (!test) return undefined;
  const fitting = [...wordsOf(scope)].filter(([word]) => test(word));
  if (fitting.length === 0) {
    refuse("No word for what starts a run fits this", literalText(constant) ?? "", scope);
    return {};
  }
  return {
    operand: join(
      "||",
      fitting.map(([, own]) => join("==", [eventName, quoted(own)])),
    ),
  };
}

/** True when the condition can only hold where no pull request started the run. */
export function excludesPullRequests({ kind }: Expression): boolean {
  if (kind.case !== "call") return false;
  const { function: name, arguments: inner } = kind.value;
  if (name === Name.AND) return inner.some(excludesPullRequests);
  if (name === Name.OR) return inner.every(excludesPullRequests);
  if (name !== Name.EQUAL || !inner.some((each) => isPath(each, "run.event"))) return false;
  const word = inner.map(literalText).find((each) => each !== undefined);
  return word !== undefined && words.has(word) && word !== "pull_request";
}

/** The language's words, and those of triggers that stand in the escape hatch. */
function wordsOf({ output }: Scope): ReadonlyMap<string, string> {
  const on = optionOf(output.providerOptions, "on");
  const names = isTable(on) ? [...on.keys()] : Array.isArray(on) ? on.map(String) : on ? [String(on)] : [];
  const own = new Set(words.values());
  return new Map([
    ...words,
    ...names.filter((name) => !own.has(name)).map((name): [string, string] => [name, name]),
  ]);
}

/** The words are a closed set, so that any question about their letters has its answer now. */
function testOf(name: Name, position: number, constant: Expression): ((word: string) => boolean) | undefined {
  const list = listOf(constant);
  if (list) return name === Name.CONTAINS && position === 1 ? (word) => list.includes(word) : undefined;
  const text = literalText(constant);
  if (text === undefined) return undefined;
  const lower = text.toLowerCase();
  const [haystack, needle] = [
    (word: string) => (position === 0 ? word : lower),
    (word: string) => (position === 0 ? lower : word),
  ];
  switch (name) {
    case Name.CONTAINS:
      return (word) => haystack(word).includes(needle(word));
    case Name.STARTS_WITH:
      return (word) => haystack(word).startsWith(needle(word));
    case Name.ENDS_WITH:
      return (word) => haystack(word).endsWith(needle(word));
    case Name.MATCHES:
      return position === 0 ? patternTest(text) : undefined;
    default:
      return undefined;
  }
}

function patternTest(source: string): ((word: string) => boolean) | undefined {
  try {
    const pattern = new RegExp(source);
    return (word) => pattern.test(word);
  } catch {
    return undefined;
  }
}

function listOf({ kind }: Expression): string[] | undefined {
  if (kind.case !== "literal" || kind.value.kind.case !== "list") return undefined;
  return kind.value.kind.value.items.flatMap(({ kind: item }) =>
    item.case === "text" ? [item.value.toLowerCase()] : [],
  );
}

function refuse(what: string, written: string, scope: Scope): void {
  const near = nearWord(written);
  scope.report.add(
    "GH003",
    scope.subject,
    `${what}, so that \`run.event\` never is.`,
    written.toLowerCase() === "tag"
      ? "A tag is pushed, too: write run.event == 'push' && git.tag != ''."
      : near
        ? `Did you mean "${near}"?`
        : `There are ${[...wordsOf(scope).keys()].join(", ")}.`,
  );
}

/** GitHub's own word, another spelling, or one that begins alike. */
function nearWord(written: string): string | undefined {
  const word = written.toLowerCase().replace(/[^a-z]+/g, "_");
  const own = [...words].find(([, name]) => name === word)?.[0] ?? others[word];
  if (own !== undefined || word.length < 3) return own;
  return [...words.keys()].find(
    (each) => each.startsWith(word) || word.startsWith(each) || isSwap(each, word),
  );
}

const others: Readonly<Record<string, string>> = {
  cron: "schedule",
  scheduled: "schedule",
  dispatch: "manual",
  pr: "pull_request",
  pull_requests: "pull_request",
  published: "release",
};

/** True for words with the same letters but for one or two. */
function isSwap(word: string, other: string): boolean {
  if (Math.abs(word.length - other.length) > 1) return false;
  const rest = [...other];
  for (const letter of word) {
    const index = rest.indexOf(letter);
    if (index >= 0) rest.splice(index, 1);
  }
  return rest.length <= 1;
}
