/** Gives paths of a file the words of its provider's `[meaning]`. */
export interface Names {
  /** The word for exactly this path. */
  wordFor(path: readonly string[]): string | undefined;
  /** True for a member of a collection, such as one job: its pattern ends with `*`. */
  isMember(path: readonly string[]): boolean;
  /** True when the members of the map or list at this path have a word. */
  hasMembers(path: readonly string[]): boolean;
  /** "job.test" and, for something in it, "step Install action". */
  nameOf(path: readonly string[]): { readonly subject: string; readonly field?: string };
}

/** `meaning`: patterns such as "jobs.*.runs-on", where `*` is any one key, each with its word. */
export function createNames(meaning: Readonly<Record<string, string>>): Names {
  const patterns = Object.entries(meaning).map(([pattern, word]) => ({ segments: pattern.split("."), word }));
  const find = (path: readonly string[]) =>
    patterns
      .filter(({ segments }) => matches(segments, path))
      .sort((a, b) => stars(a.segments) - stars(b.segments))[0];
  const names: Names = {
    wordFor: (path) => find(path)?.word,
    isMember: (path) => find(path)?.segments.at(-1) === "*",
    hasMembers: (path) => names.isMember([...path, "\0"]),
    nameOf: (path) => nameOf(names, path),
  };
  return names;
}

function matches(segments: readonly string[], path: readonly string[]): boolean {
  return (
    segments.length === path.length &&
    segments.every((segment, index) => segment === "*" || segment === path[index])
  );
}

function stars(segments: readonly string[]): number {
  return segments.filter((segment) => segment === "*").length;
}

function nameOf(names: Names, path: readonly string[]): { subject: string; field?: string } {
  const memberAt = path.findIndex((_, index) => names.isMember(path.slice(0, index + 1)));
  const length = memberAt < 0 ? 1 : memberAt + 1;
  const head = path.slice(0, length);
  const word = names.wordFor(head);
  const subject = memberAt < 0 ? (word ?? head.join(".")) : `${word}.${head.at(-1)}`;
  const field = fieldOf(names, path, length);
  return field === "" ? { subject } : { subject, field };
}

/** Words of the members on the way, then the word of the thing itself; keys without a word follow as they are. */
function fieldOf(names: Names, path: readonly string[], from: number): string {
  const members: string[] = [];
  let thing: string[] = [];
  for (let length = from + 1; length <= path.length; length++) {
    const prefix = path.slice(0, length);
    const word = names.wordFor(prefix);
    if (word !== undefined && names.isMember(prefix)) {
      members.push(`${word} ${prefix.at(-1)}`);
      thing = [];
    } else if (word !== undefined) thing = [word];
    else thing.push(prefix.at(-1)!);
  }
  return [...members, thing.join(".")].filter((part) => part !== "").join(" ");
}
