import { linesOf } from "./file.ts";

/** What a Rails application's config/database.yml says of its tests. */
export interface TestDatabase {
  readonly adapter: string;
  readonly line: number;
  /** Its name, when it is written out. */
  readonly database?: string;
  readonly databaseLine?: number;
  /** False when a condition decides, or a variable with this default. */
  readonly isCertain: boolean;
}

/**
 * Reads the `test` part of a config/database.yml with what it inherits. The file is a template, so it is read line
 * by line and never parsed as YAML. Undefined when it names no adapter for tests.
 */
export function testDatabase(text: string): TestDatabase | undefined {
  const sections = readSections(text);
  const chain = ancestry(sections, "test");
  const adapters = chain.flatMap((section) => section.entries.filter(({ key }) => key === "adapter"));
  const found = adapters.flatMap((entry) => adapterOf(entry) ?? [])[0];
  const first = found ?? urlAdapter(chain);
  if (!first) return undefined;
  const owner = chain.find(({ entries }) => entries.some(({ line }) => line === first.line))!;
  const others = owner.entries
    .filter(({ key }) => key === "adapter")
    .map((entry) => adapterOf(entry)?.adapter);
  const isContested = owner.hasCondition && new Set(others).size > 1;
  const database = chain
    .flatMap(({ entries }) => entries)
    .filter(({ key }) => key === "database")
    .flatMap(({ value, line }) => plainName(value, line))[0];
  return { ...first, ...database, isCertain: first.isCertain && !isContested };
}

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

interface Section {
  readonly name: string;
  readonly anchor?: string;
  readonly parents: readonly string[];
  readonly entries: readonly Entry[];
  readonly hasCondition: boolean;
}

function readSections(text: string): Section[] {
  const sections: {
    name: string;
    anchor?: string;
    parents: string[];
    entries: Entry[];
    hasCondition: boolean;
  }[] = [];
  for (const [index, raw] of linesOf(text).entries()) {
    if (/^\s*#/.test(raw)) continue;
    const section = sections.at(-1);
    const top = /^["']?(\w[\w-]*)["']?:\s*(?:&([\w-]+))?\s*(?:\*([\w-]+))?\s*(?:#.*)?$/.exec(raw);
    if (top) {
      const [, name, anchor, alias] = top;
      sections.push({
        name: name!,
        ...(anchor !== undefined && { anchor }),
        parents: alias ? [alias] : [],
        entries: [],
        hasCondition: false,
      });
      continue;
    }
    if (!section) continue;
    if (/^\s*<%-?\s*(if|unless|case|elsif|else|when)\b/.test(raw)) section.hasCondition = true;
    const merge = /^\s+["']?<<["']?:\s*(.+)$/.exec(raw)?.[1];
    if (merge) section.parents.push(...[...merge.matchAll(/\*([\w-]+)/g)].map((match) => match[1]!));
    const entry = /^\s+["']?(\w+)["']?:\s+(\S.*)$/.exec(raw);
    if (entry) section.entries.push({ key: entry[1]!, value: withoutRemark(entry[2]!), line: index + 1 });
    // Several databases: `primary: *default` and `primary: &primary` inherit as `<<` does.
    const nested = /^\s+\w+:\s*\*([\w-]+)\s*$/.exec(raw)?.[1];
    if (nested) section.parents.push(nested);
  }
  return sections;
}

function withoutRemark(value: string): string {
  return value.includes("<%") ? value.trim() : value.replace(/\s#.*$/, "").trim();
}

/** The section and what it merges, nearest first. */
function ancestry(sections: readonly Section[], name: string, seen = new Set<Section>()): Section[] {
  const section = sections.find((candidate) => candidate.name === name || candidate.anchor === name);
  if (!section || seen.has(section)) return [];
  seen.add(section);
  return [section, ...section.parents.flatMap((parent) => ancestry(sections, parent, seen))];
}

type Found = Pick<TestDatabase, "adapter" | "line" | "isCertain">;

function adapterOf({ value, line }: Entry): Found | undefined {
  const plain = /^["']?([a-z][\w]*)["']?$/.exec(value)?.[1];
  if (plain) return { adapter: plain, line, isCertain: true };
  const usual = [...value.matchAll(/["'](postgresql|postgis|postgres|mysql2|trilogy|sqlite3)["']/g)].at(
    -1,
  )?.[1];
  return usual ? { adapter: usual, line, isCertain: false } : undefined;
}

function urlAdapter(chain: readonly Section[]): Found | undefined {
  for (const { key, value, line } of chain.flatMap(({ entries }) => entries)) {
    const scheme =
      key === "url" ? /(postgres(?:ql)?|postgis|mysql2?|trilogy|sqlite3):/.exec(value)?.[1] : undefined;
    if (scheme) return { adapter: scheme, line, isCertain: !value.includes("<%") };
  }
  return undefined;
}

/** A name that is written out, or followed by nothing but the number of a parallel test process. */
function plainName(value: string, line: number): { database: string; databaseLine: number }[] {
  const name = value.replace(/<%=[^%]*TEST_ENV_NUMBER[^%]*%>/, "").replace(/^(["'])(.*)\1$/, "$2");
  return /^[A-Za-z_][\w-]*$/.test(name) ? [{ database: name, databaseLine: line }] : [];
}
