import { parse, stringify } from "smol-toml";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { type Bundled, renderToml } from "../in-process.ts";
import type { Member } from "./hostile-members.ts";
import { fileTokens, scriptTokens, type Token } from "./hostile-tokens.ts";
import type { Path } from "./removal.ts";

/** A text in a cig.toml, and what is to be written there. */
export interface Put {
  readonly path: Path;
  readonly member: Member;
  /** Absent: it stands behind what the author wrote. */
  readonly isWhole?: boolean;
  /** Stands between what the author wrote and the text. */
  readonly between?: string;
}

/** What came of it. */
export interface Outcome {
  /** What was refused, each with its place. */
  readonly refused: readonly Put[];
  readonly arrived: readonly Put[];
  /** What must not be. */
  readonly faults: readonly string[];
}

/** A place whose text may become something else, as long as it is nothing but characters. */
export interface Exception {
  readonly place: RegExp;
  /** Where in the file. */
  readonly where?: RegExp;
  /** What it becomes, from where the text would begin. */
  readonly text: RegExp;
  readonly providers?: readonly string[];
  readonly why: string;
}

/** Where and how something is tried. */
export interface Trial {
  readonly bundled: Bundled;
  readonly toml: string;
  readonly files: Readonly<Record<string, string>>;
  readonly provider: string;
  readonly profile?: string;
  readonly exceptions?: readonly Exception[];
}

/** Every text of a cig.toml. */
export function textsOf(toml: string): Path[] {
  const walk = (value: unknown, path: Path): Path[] => {
    if (typeof value === "string") return [path];
    if (typeof value !== "object" || value === null || value instanceof Date) return [];
    return Object.entries(value).flatMap(([key, inner]) => walk(inner, [...path, key]));
  };
  return walk(parse(toml), []);
}

/**
 * Puts all texts in at once. What is refused with a place is taken back, until the rest is rendered. Of that nothing
 * may be more than characters; `strict`: but for the texts it is what is rendered with harmless words in their places.
 */
export async function tryAll(trial: Trial, puts: readonly Put[], isStrict: boolean): Promise<Outcome> {
  const refused: Put[] = [];
  const faults: string[] = [];
  let left = puts.map((put, index) => ({ ...put, tag: `zq${index}q` }));
  for (;;) {
    const hostile = await rendered(trial, withAll(trial.toml, left, hostileText));
    if (hostile.files !== undefined) {
      faults.push(...alive(trial, hostile.files));
      if (isStrict) faults.push(...(await differing(trial, hostile.files, left)));
      return { refused, arrived: left, faults };
    }
    for (const error of hostile.errors)
      if (error.at?.file !== "cig.toml") faults.push(`no place: ${told(error)}`);
    const blame = hostile.errors.flatMap((error) => blamed(error, left));
    const hit = new Set(blame.length > 0 ? blame : [await culprit(trial, left, hostileText)]);
    refused.push(...hit);
    left = left.filter((put) => !hit.has(put));
  }
}

/** Free keys of a cig.toml: ids, names of variables, axes, inputs. */
export function keysOf(toml: string): Path[] {
  const free = new Set(
    "jobs env matrix services caches templates commands workflows runners variables outputs inputs with".split(
      " ",
    ),
  );
  const walk = (value: unknown, path: Path): Path[] => {
    if (typeof value !== "object" || value === null || value instanceof Date) return [];
    return Object.entries(value).flatMap(([key, inner]) => {
      const isFree = free.has(path.at(-1) ?? "") && !Array.isArray(value);
      return [...(isFree ? [[...path, key]] : []), ...walk(inner, [...path, key])];
    });
  };
  return walk(parse(toml), []);
}

/** What must not be when a key is a hostile text. */
export async function tryKey(trial: Trial, path: Path, member: Member): Promise<string[]> {
  const tree = parse(trial.toml);
  const holder = path.slice(0, -1).reduce<unknown>((value, key) => (value as never)[key], tree) as Record<
    string,
    unknown
  >;
  const key = path.at(-1)!;
  holder[key + member.meant] = holder[key];
  delete holder[key];
  const { errors, files } = await rendered(trial, stringify(tree));
  if (files) return alive(trial, files);
  return errors
    .filter(({ at }) => at?.file !== "cig.toml")
    .map((error) => `no place: ${path.join(".")}: ${told(error)}`);
}

/** Where the hostile files differ in more than texts from those with a word, and from those with a spiced one. */
async function differing(
  trial: Trial,
  hostile: ReadonlyMap<string, string>,
  puts: readonly Tagged[],
): Promise<string[]> {
  const plain = await rendered(
    trial,
    withAll(trial.toml, puts, ({ tag }) => tag),
  );
  if (plain.files === undefined)
    return plain.errors.map((each) => `a harmless word is refused: ${told(each)}`);
  const found = compared(trial, plain.files, hostile, puts, "");
  if (found.length === 0) return [];
  // What has quotes or dollars in it may rightly be written in another way than a word.
  const spiced = await rendered(
    trial,
    withAll(trial.toml, puts, ({ tag }) => tag + spice),
  );
  if (spiced.files === undefined) return found;
  return [...compared(trial, spiced.files, hostile, puts, spice), ...alive(trial, spiced.files)];
}

/** Quotes and a dollar that mean nothing where texts are texts. */
const spice = "' $zqx '";

/** What names make of the spice. */
const mangled = ["-zqx-", "-zqx", "___zqx__", "---zqx--", "%27%20$zqx%20%27", "'-$zqx-'", "- -zqx -", ""];

/** Where `zqx`, which stands in hostile texts alone, is more than characters: a name, a command, a key. */
function alive({ provider }: Trial, files: ReadonlyMap<string, string>): string[] {
  const check = (tokens: readonly Token[]): string[] =>
    tokens.flatMap((token) => {
      if (token.isScript) return check(scriptTokens(token));
      const isAlive = token.kind === "text" ? /^zqx\b/.test(token.text) : token.text.includes("zqx");
      return isAlive && token.kind !== "comment"
        ? [`${token.where}: alive: ${token.kind} ${excerpt(token.text)}`]
        : [];
    });
  return [...files].flatMap(([path, text]) => {
    try {
      return check(fileTokens(provider, text));
    } catch (error) {
      return [`${path} cannot be read: ${String(error).slice(0, 600)}`];
    }
  });
}

/** The first text with which it is refused; for errors that stand elsewhere. */
async function culprit(
  trial: Trial,
  puts: readonly Tagged[],
  text: (put: Tagged) => string,
): Promise<Tagged> {
  let [good, bad] = [0, puts.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const { files } = await rendered(trial, withAll(trial.toml, puts.slice(0, middle), text));
    if (files === undefined) bad = middle;
    else good = middle;
  }
  return puts[bad - 1]!;
}

type Tagged = Put & { readonly tag: string };

type Known = Tagged & { readonly more: string; readonly free: readonly Exception[] };

function hostileText({ tag, member, isWhole }: Tagged): string {
  return isWhole ? member.written : tag + member.written;
}

function withAll(toml: string, puts: readonly Tagged[], text: (put: Tagged) => string): string {
  const tree = parse(toml);
  for (const put of puts) {
    const holder = put.path.slice(0, -1).reduce<unknown>((value, key) => (value as never)[key], tree);
    const key = put.path.at(-1)!;
    const old = (holder as Record<string, string>)[key]!;
    (holder as Record<string, string>)[key] = (put.isWhole ? "" : old + (put.between ?? "")) + text(put);
  }
  return stringify(tree);
}

async function rendered({ bundled, files, provider, profile }: Trial, toml: string) {
  const { diagnostics, byProvider, config } = await renderToml(bundled, toml, files, profile);
  const own = byProvider.get(provider);
  const errors = [...diagnostics, ...(own?.diagnostics ?? [])]
    .filter(({ level }) => level === "error")
    .map((each) => ({ ...each, at: each.at ?? (each.subject && config?.at(each.subject)) }));
  if (errors.length === 0) return { errors, files: own!.files };
  if (own && own.files.size > 0) throw new Error("Something was rendered in spite of an error.");
  return { errors, files: undefined };
}

/** The texts that an error is about. */
function blamed(error: Diagnostic, puts: readonly Tagged[]): Tagged[] {
  const { subject } = error;
  if (subject) {
    const same = puts.filter(({ path }) => path.join("\0") === subject.join("\0"));
    if (same.length > 0) return same;
    const near = puts.filter(({ path }) => startsWith(path, subject) || startsWith(subject, path));
    const tagged = near.filter(({ tag }) => said(error).includes(tag));
    if (tagged.length > 0) return tagged;
    if (near.length > 0) return near;
  }
  return puts.filter(({ tag }) => (said(error) + (error.at?.sourceLine ?? "")).includes(tag));
}

function said({ message, hint }: Diagnostic): string {
  return `${message} ${hint ?? ""}`;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => key === path[index]);
}

function compared(
  { provider, exceptions = [] }: Trial,
  plain: ReadonlyMap<string, string>,
  hostile: ReadonlyMap<string, string>,
  tagged: readonly Tagged[],
  more: string,
): string[] {
  const puts = tagged.map((put): Known => {
    const free = exceptions.filter(({ place }) => place.test(put.path.join(".")));
    return { ...put, more, free };
  });
  const faults: string[] = [];
  if ([...plain.keys()].sort().join("\n") !== [...hostile.keys()].sort().join("\n"))
    return ["other files are rendered"];
  for (const [path, text] of plain) {
    let tokens: Token[];
    try {
      tokens = fileTokens(provider, hostile.get(path)!);
    } catch (error) {
      faults.push(`${path} cannot be read: ${String(error).slice(0, 600)}`);
      continue;
    }
    faults.push(...differences(fileTokens(provider, text), tokens, puts, 0));
  }
  return faults;
}

function differences(
  plain: readonly Token[],
  hostile: readonly Token[],
  puts: readonly Known[],
  depth: number,
): string[] {
  for (const [index, each] of plain.entries()) {
    const other = hostile[index];
    // What a comment says is no matter; where it ends is seen by what comes then.
    if (other?.kind === "comment" && each.kind === "comment") continue;
    if (other && each.kind === other.kind && each.text === other.text) continue;
    if (
      other &&
      each.kind === "text" &&
      other.kind === "text" &&
      isReplaced(each.text, other.text, puts, each.where)
    )
      continue;
    if (other && each.kind === "text" && other.kind === "text" && depth < 3) {
      const inner = differences(scriptTokens(each), scriptTokens(other), puts, depth + 1);
      if (inner.length === 0) continue;
      if (each.isScript) return inner;
    }
    const from = Math.max(0, [...each.text].findIndex((character, at) => character !== other?.text[at]) - 20);
    const tags = puts.filter(({ tag }) => each.text.includes(tag)).map(show);
    return [
      `${each.where}: ${each.kind} ${excerpt(each.text)} became ${other?.kind} ${excerpt((other?.text ?? "nothing").slice(from))} from ${from} (${tags}) after ${excerpt(
        plain
          .slice(Math.max(0, index - 3), index)
          .map(({ text }) => text)
          .join(" ")
          .slice(-60),
      )}`,
    ];
  }
  return hostile.length > plain.length
    ? [`${hostile[plain.length]!.where}: more: ${hostile[plain.length]!.text}`]
    : [];
}

/** True when a text became what it must: with what is meant, or with what is written, in place of each word. */
function isReplaced(plain: string, hostile: string, puts: readonly Known[], where: string): boolean {
  const pieces = plain.split(/(zq\d+q)/);
  const ways = (from: number, at: number): boolean => {
    let index = from;
    let end = at;
    for (; index < pieces.length; index++) {
      const put = index % 2 === 1 ? puts.find(({ tag }) => tag === pieces[index]) : undefined;
      if (put) {
        const start = end;
        const { tag, isWhole, member, more, free } = put;
        const texts = [member.meant, member.written].map((text) => (isWhole ? "" : tag) + text);
        const freed = free.filter((each) => each.where?.test(where) ?? true);
        const made = freed.map((each) => each.text.exec(hostile.slice(start))?.[0] ?? "");
        const old = pieces[index + 1]!;
        const spices = more === "" ? [""] : freed.length > 0 ? [more, ...mangled] : [more];
        const isOne = spices.some((each) => {
          if (!old.startsWith(each)) return false;
          pieces[index + 1] = old.slice(each.length);
          const anchor = pieces[index + 1]! + (pieces[index + 2] ?? "");
          const free = made.flatMap((text) =>
            Array.from({ length: text.length + 1 }, (_, to) => text.slice(0, to)).filter((text) =>
              anchor === ""
                ? start + text.length === hostile.length
                : hostile.startsWith(anchor, start + text.length),
            ),
          );
          return [...new Set([...texts, ...free])].some(
            (text) => hostile.startsWith(text, start) && ways(index + 1, start + text.length),
          );
        });
        pieces[index + 1] = old;
        return isOne;
      }
      if (!hostile.startsWith(pieces[index]!, end)) return false;
      end += pieces[index]!.length;
    }
    return end === hostile.length;
  };
  return ways(0, 0);
}

function show({ path, member }: Put): string {
  return `${path.join(".")} = ${member.name.slice(0, 40)}`;
}

function told(error: Diagnostic): string {
  return `${error.code} ${error.subject?.join(".") ?? ""}: ${error.message}`.slice(0, 300);
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 500 ? `${text.slice(0, 250)} … ${text.slice(-250)}` : text);
}
