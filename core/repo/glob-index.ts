import { acceptedBy, buildAutomaton, walk } from "./glob-automaton.ts";
import { checkShape, type GlobNode, parseNodes } from "./glob-pattern.ts";

/** Says which of many patterns match a path, as indexes in no order. */
export type GlobIndex = (path: string) => readonly number[];

/**
 * Indexes patterns (as in `compileGlobs`, without `!` and `./` in front) by the name of the file. Most patterns of
 * manifests name a file in any folder, which is a look into a table; one automaton for hundreds of them would take
 * longer to make than a repository of usual size takes to judge. What is no plain name is left to the automaton.
 */
export function indexGlobs(bodies: readonly string[]): GlobIndex {
  const names = new Map<string, Named[]>();
  const endings = new Map<string, Named[]>();
  const others: { readonly index: number; readonly nodes: readonly GlobNode[] }[] = [];
  for (const [index, body] of bodies.entries()) {
    const forms = checkShape(body) === undefined ? formsOf(body) : [];
    if (forms !== undefined) for (const form of forms) file(form, { ...form, index });
    else {
      const nodes = parseNodes(body);
      if (!("error" in nodes)) others.push({ index, nodes });
    }
  }
  const rest = indexOthers(others);
  return (path) => {
    const slash = path.lastIndexOf("/");
    const [folder, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
    const found = new Set(rest(path));
    for (const one of names.get(name) ?? []) if (liesIn(one, folder)) found.add(one.index);
    for (const ending of new Set([endingOf(name), ""]))
      for (const one of endings.get(ending) ?? [])
        if (fits(one, name) && liesIn(one, folder)) found.add(one.index);
    return [...found];
  };

  function file({ before, after }: Form, named: Named): void {
    if (after === undefined) push(names, before, named);
    else push(endings, endingOf(after), named);
  }
}

/** A pattern whose only wildcards are `**` in front and one star in the file's name. */
interface Form {
  readonly isAnywhere: boolean;
  /** Empty: the top, or any folder. */
  readonly folder: string;
  /** The name, or what stands before its star. */
  readonly before: string;
  /** What stands behind the star; undefined where there is none. */
  readonly after: string | undefined;
}

type Named = Form & { readonly index: number };

const mostForms = 64;

/** The forms of a pattern with its groups multiplied out; undefined for one that is not so simple. */
function formsOf(body: string): Form[] | undefined {
  if (/[[\\?]/.test(body)) return undefined;
  const texts = expand(body);
  const forms = texts?.map(formOf);
  return forms?.every((form) => form !== undefined) ? forms : undefined;
}

function expand(body: string): string[] | undefined {
  const group = /\{([^{},]*(?:,[^{},]*)+)\}/.exec(body);
  if (!group) return /[{}]/.test(body) ? undefined : [body];
  const [whole, inside] = group;
  const texts: string[] = [];
  for (const choice of inside!.split(",")) {
    const more = expand(body.slice(0, group.index) + choice + body.slice(group.index + whole.length));
    if (more === undefined || texts.length + more.length > mostForms) return undefined;
    texts.push(...more);
  }
  return texts;
}

function formOf(text: string): Form | undefined {
  const isAnywhere = text.startsWith("**/");
  const path = isAnywhere ? text.slice(3) : text;
  const slash = path.lastIndexOf("/");
  const [folder, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
  const parts = name.split("*");
  // A group may have left an empty segment, which no path has.
  if (folder.includes("*") || parts.length > 2 || checkShape(path) !== undefined) return undefined;
  return { isAnywhere, folder, before: parts[0]!, after: parts[1] };
}

/** ".lock" of "yarn.lock"; what has no dot has no ending. */
function endingOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

function fits({ before, after }: Form, name: string): boolean {
  return name.length >= before.length + after!.length && name.startsWith(before) && name.endsWith(after!);
}

function liesIn({ isAnywhere, folder }: Form, own: string): boolean {
  return folder === own || (isAnywhere && (folder === "" || own.endsWith(`/${folder}`)));
}

function indexOthers(
  others: readonly { readonly index: number; readonly nodes: readonly GlobNode[] }[],
): (path: string) => readonly number[] {
  if (others.length === 0) return () => [];
  const automaton = buildAutomaton(others.map(({ nodes }) => ({ negated: false, nodes, prefix: "" })));
  return (path) =>
    acceptedBy(automaton, walk(automaton, automaton.start, path, 0)).map(
      (accepted) => others[accepted]!.index,
    );
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
