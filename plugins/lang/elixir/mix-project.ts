import { type FileIndex, joinPath, lineAt } from "cig/sdk";
import { bracketed, withoutComments } from "./mix-code.ts";

/** What the mix.exs of a folder says, as far as it says so in plain values. */
export interface MixProject {
  readonly directory: string;
  readonly file: string;
  /** Of Elixir: "~> 1.15". */
  readonly requirement?: { readonly value: string; readonly line: number };
  /** Of an umbrella: the folder of its applications. */
  readonly apps?: { readonly value: string; readonly line: number };
  readonly dependencies: ReadonlyMap<string, MixDependency>;
  /** Name → what it runs, as written. */
  readonly aliases: ReadonlyMap<string, { readonly text: string; readonly line: number }>;
  /** Where `warnings_as_errors: true` stands. */
  readonly strictLine?: number;
}

/** `{:credo, "~> 1.7", only: [:dev, :test]}` */
export interface MixDependency {
  readonly requirement?: string;
  /** Empty: every environment. */
  readonly only: readonly string[];
  /** Only used where somebody else brings it. */
  readonly isOptional: boolean;
  readonly file: string;
  readonly line: number;
}

export function readMixProject(files: FileIndex, directory: string): MixProject | undefined {
  const file = joinPath(directory, "mix.exs");
  const source = files.text(file);
  if (source === undefined) return undefined;
  const code = withoutComments(source);
  const requirement = stated(code, "elixir");
  const apps = stated(code, "apps_path");
  const strict = /\bwarnings_as_errors:\s*true\b/.exec(code);
  return {
    directory,
    file,
    ...(requirement && { requirement }),
    ...(apps && /^\w[\w./-]*$/.test(apps.value) && { apps }),
    dependencies: dependenciesOf(code, file),
    aliases: aliasesOf(code),
    ...(strict && { strictLine: lineAt(code, strict.index) }),
  };
}

/** `elixir: "~> 1.15"`, or `elixir: @requirement` with `@requirement "~> 1.15"`. */
function stated(code: string, key: string): { value: string; line: number } | undefined {
  const match = new RegExp(`(?<![\\w.:@])${key}:\\s*(?:"([^"#\\n]+)"|@(\\w+))`).exec(code);
  if (!match) return undefined;
  const line = lineAt(code, match.index);
  if (match[1] !== undefined) return { value: match[1], line };
  const value = new RegExp(`@${match[2]}\\s+"([^"#\\n]+)"`).exec(code)?.[1];
  return value === undefined ? undefined : { value, line };
}

function dependenciesOf(code: string, file: string): Map<string, MixDependency> {
  const found = new Map<string, MixDependency>();
  for (const match of code.matchAll(/\{\s*:(\w+)\s*,/g)) {
    const text = bracketed(code, match.index);
    const requirement = /^\{\s*:\w+\s*,\s*"([^"]+)"/.exec(text)?.[1];
    const isOne = requirement !== undefined || /\b(path|git|github|in_umbrella|hex|only):/.test(text);
    if (!isOne || found.has(match[1]!)) continue;
    const only = /\bonly:\s*(\[[^\]]*\]|:\w+)/.exec(text)?.[1] ?? "";
    found.set(match[1]!, {
      ...(requirement !== undefined && { requirement }),
      isOptional: /\boptional:\s*true\b/.test(text),
      only: [...only.matchAll(/:(\w+)/g)].map((name) => name[1]!),
      file,
      line: lineAt(code, match.index),
    });
  }
  return found;
}

/** Those of `def aliases`, or of `aliases: [` inside the project. */
function aliasesOf(code: string): MixProject["aliases"] {
  const found = new Map<string, { text: string; line: number }>();
  const start =
    /\bdefp?\s+aliases\b[^\n]*\bdo\b[^[]*\[|\bdefp?\s+aliases\b[^\n]*,\s*do:\s*\[/.exec(code) ??
    /\baliases:\s*\[/.exec(code);
  if (!start) return found;
  const open = start.index + start[0].length - 1;
  const list = bracketed(code, open);
  const key = /^\s*(?:"([\w.:-]+)"|(\w+)):\s*/;
  for (let at = 1; at < list.length - 1; ) {
    const match = key.exec(list.slice(at));
    if (!match) break;
    const value = valueAt(list, at + match[0].length);
    found.set((match[1] ?? match[2])!, {
      text: value,
      line: lineAt(code, open + at + match[0].search(/\S/)),
    });
    at += match[0].length + value.length;
    const comma = /^\s*,/.exec(list.slice(at));
    if (!comma) break;
    at += comma[0].length;
  }
  return found;
}

/** A list, a text, or anything else up to the comma. */
function valueAt(list: string, start: number): string {
  if (list[start] === "[") return bracketed(list, start);
  return /^(?:"(?:[^"\\]|\\.)*"|[^,\]]+)/.exec(list.slice(start))?.[0] ?? "";
}
