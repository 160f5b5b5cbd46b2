import type { Exception } from "./hostile.ts";
import type { Path } from "./removal.ts";

/** Places whose texts are the author's own YAML or Groovy, or their own calls: a provider's notation stays in them. */
export function isVerbatim(path: Path): boolean {
  return path.includes("provider") || path.includes("native") || (path[0] === "runners" && path.length > 3);
}

/** Patterns of paths, in which `*` and its like mean something. */
export function isPattern(path: Path): boolean {
  return /(?:paths(?:_ignore)?|artifacts|persist|junit|coverage|summary|annotations|files|inputs|branches|tags?)(?:\.\d+)?$/.test(
    path.join("."),
  );
}

/** Scripts are the author's code: they are tried apart, and must arrive as they are. */
export function isScript(path: Path): boolean {
  return path.at(-1) === "run" || path.slice(-2).join(".") === "ready.command";
}

export function exceptionsFor(provider: string): Exception[] {
  return all.filter(({ providers }) => providers?.includes(provider) ?? true);
}

const all: readonly Exception[] = [
  {
    place: /^caches\./,
    providers: ["buildkite"],
    text: /^[\w.-]*/,
    why: "The key of a cache is the name of a file there.",
  },
  {
    place: /^variables\./,
    providers: ["buildkite"],
    where: /command \(shell\)$/,
    text: /^[\w.-]*/,
    why: "Where it stands in the key of a cache.",
  },
  {
    place: /report.*\.name$/,
    providers: ["github"],
    text: /^[\w .-]*/,
    why: "An artifact cannot have all signs in its name.",
  },
  {
    place: /report.*\.name$/,
    providers: ["buildkite"],
    text: /^[\w .-]*/,
    why: "The context of an annotation is a name of few signs.",
  },
  {
    place: /./,
    where: /(_cache|\.with)\.(restore-)?keys?(\.\d+)?$|FileCache$/,
    text: /^[^\s,]*/,
    why: "The key of a cache is the name of a file or of an object, made of what such names can have.",
  },
  {
    place: /^jobs\..*\.matrix\./,
    where: /(key\)?|name|label|line.*)$/,
    providers: ["buildkite", "jenkins", "circleci"],
    text: /^[\w.-]*/,
    why: "Names of what a variant leaves behind are made of the words of its values.",
  },
  {
    place: /^workflows\..*\.name$|^jobs\..*\.concurrency$|concurrency\.group$/,
    providers: ["circleci"],
    text: /^[\w./-]*/,
    why: "Names of workflows and of groups have letters, digits and few signs on CircleCI.",
  },
];

/**
 * Files whose form hangs on what stands in them in more ways than one word can show: a name that is known, a port that
 * comes from an image, an order by text. They are judged by what is alive in them, not token by token.
 */
export function writesOtherwise(file: string, provider: string): boolean {
  return otherwise.has(`${file} ${provider}`);
}

const otherwise: ReadonlySet<string> = new Set([
  "library.toml buildkite",
  "library.toml jenkins",
  "monorepo.toml buildkite",
  "shop.toml buildkite",
  "shop.toml circleci",
  "shop.toml jenkins",
]);

/** Refusals whose place is missing, and is to come. */
export function lacksPlace(provider: string, fault: string): boolean {
  return provider === "jenkins" && /^no place: JK007 : The pattern "trunk/.test(fault);
}
