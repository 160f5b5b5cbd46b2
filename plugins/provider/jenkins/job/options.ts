import { isYamlTable, type Table, type Yaml } from "cig/sdk";
import { callOf, groovyValue, isWord } from "../groovy/call.ts";
import { blockUnlessEmpty, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { wordOfValue } from "../order/copies.ts";
import type { Scope } from "../scope.ts";

/** What the escape hatch of a job or of the file may say, by section. */
const sections = ["environment", "options", "tools"] as const;
const ofFile = [...sections, "triggers", "libraries"] as const;
const ofJob = [...sections, "label", "timeout"] as const;

/** Refuses values that a section cannot have. */
export function checkOptions(options: Table, kind: "file" | "job", scope: Scope): void {
  for (const [key, value] of options) {
    if (ownSections[kind].includes(key))
      scope.report.add(
        "JK016",
        [...scope.subject, "provider", "jenkins", key],
        `cig writes the section "${key}" itself, and Jenkins takes no second one.`,
        key === "agent"
          ? 'Write provider.jenkins = { label = "…" }, or a runner with jenkins = { label = "…" }.'
          : "Say it in cig's own words.",
      );
    if (!isKnown(key, kind)) continue;
    const isRight =
      key === "label"
        ? typeof value === "string"
        : key === "timeout"
          ? value === false
          : key === "libraries"
            ? Array.isArray(value)
            : isYamlTable(value);
    if (isRight) continue;
    scope.report.add(
      "JK016",
      [...scope.subject, "provider", "jenkins", key],
      `"${key}" is ${key === "libraries" ? "a list of texts" : key === "label" ? "a text" : key === "timeout" ? "false, for no limit; a limit is the job's own timeout" : "a table"}.`,
      "See the README of provider/jenkins.",
    );
  }
}

/** Sections that stand in the file anyway. */
const ownSections: Readonly<Record<"file" | "job", readonly string[]>> = {
  file: ["agent", "stages"],
  job: ["agent", "steps", "stages", "parallel", "matrix", "when", "input"],
};

/** What cig has no word for, as it is: Jenkins judges it. */
export function moreLines(options: Table, kind: "file" | "job"): Code[] {
  return [...options].filter(([key]) => !isKnown(key, kind)).map(([key, value]) => lineOf(key, value));
}

function lineOf(key: string, value: Yaml): Code {
  if (isYamlTable(value))
    return {
      head: isWord(key) ? key : groovyString(key),
      body: [...value].map(([inner, each]) => lineOf(inner, each)),
    };
  return isWord(key) ? `${key} ${groovyValue(value)}` : `${groovyString(key)}(${groovyValue(value)})`;
}

function isKnown(key: string, kind: "file" | "job"): boolean {
  const known: readonly string[] = kind === "file" ? ofFile : ofJob;
  return known.includes(key);
}

/** Entries of a section: each key a call, its value the arguments. `lines` are those of cig, which a key replaces. */
export function optionLines(
  options: Table,
  section: string,
  lines: ReadonlyMap<string, string>,
  scope: Scope,
): Code[] {
  const all = new Map(lines);
  for (const [key, value] of tableAt(options, section)) {
    checkWord(key, section, scope);
    all.set(key, callOf(key, value));
  }
  return [...all.values()];
}

/** `environment { NAME = 'value' }`. */
export function environmentBlock(
  variables: ReadonlyMap<string, string>,
  options: Table,
  scope: Scope,
): Code[] {
  const lines = new Map([...variables].map(([name, value]) => [name, groovyString(value)]));
  for (const [name, value] of tableAt(options, "environment")) {
    checkWord(name, "environment", scope);
    const [call, ...others] = isYamlTable(value) ? [...value] : [];
    // `{ tool = "sonar" }` is `tool('sonar')`.
    if (call && others.length === 0) lines.set(name, callOf(...call));
    else lines.set(name, groovyValue(typeof value === "string" ? value : String(value)));
  }
  return blockUnlessEmpty(
    "environment",
    [...lines].map(([name, source]) => `${name} = ${source}`),
  );
}

/**
 * `tools { jdk '21' }` of a stage: those of the file, which count for nothing where the pipeline has no agent, and the
 * job's own. `{{ matrix.X }}` is the value of the stage's variant.
 */
export function toolsBlock(file: Table, own: Table, scope: Scope): Code[] {
  const tools = new Map([...tableAt(file, "tools"), ...tableAt(own, "tools")]);
  const lines = [...tools].map(([name, value]) => {
    checkWord(name, "tools", scope);
    return `${name} ${groovyValue(typeof value === "string" ? withMatrix(name, value, scope) : value)}`;
  });
  return blockUnlessEmpty("tools", lines);
}

function withMatrix(name: string, value: string, scope: Scope): string {
  const values = scope.copy?.variant?.values?.entries ?? [];
  return value.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (all, path: string) => {
    const axis = /^matrix\.([\w-]+)$/.exec(path)?.[1];
    const word = wordOfValue(values.find(({ key }) => key === axis)?.value);
    if (word !== undefined) return word;
    scope.report.add(
      "JK016",
      [...scope.subject, "provider", "jenkins", "tools", name],
      `A tool of Jenkins cannot be called "${all}": only plain values of the job's matrix are known before it begins.`,
      "Name the tool, or an axis: {{ matrix.NAME }}.",
    );
    return all;
  });
}

export function tableAt(options: Table, key: string): Table {
  const value: Yaml | undefined = options.get(key);
  return isYamlTable(value) ? value : new Map();
}

function checkWord(name: string, section: string, scope: Scope): void {
  if (isWord(name)) return;
  scope.report.add(
    "JK016",
    [...scope.subject, "provider", "jenkins", section, name],
    `"${name}" is no name of Groovy.`,
    'Use letters, digits and "_".',
  );
}
