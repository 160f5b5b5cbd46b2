import type { GlobNode } from "../glob-pattern.ts";

/** A piece of a pattern between slashes: any number of folders, or what one name must look like. */
export type Segment =
  | { readonly kind: "folders" }
  | { readonly kind: "name"; readonly nodes: readonly GlobNode[] };

/**
 * A pattern as alternatives that are cut at slashes, so that names can be judged apart from the folders they are in.
 * For that, groups that reach over a slash are multiplied out; undefined where that gives too many alternatives.
 */
export function toSegments(nodes: readonly GlobNode[]): Segment[][] | undefined {
  // Most patterns have none, and there may be thousands of them.
  if (!nodes.some((node) => node.kind === "group" && reachesOver(node))) return toNames(nodes);
  const whole = expand(nodes, reachesOver);
  if (whole === undefined) return undefined;
  const sequences: Segment[][] = [];
  for (const alternative of whole) {
    const cut = toNames(alternative);
    if (cut === undefined) return undefined;
    sequences.push(...cut);
  }
  return sequences.length > mostAlternatives ? undefined : sequences;
}

const slash = 47;
const mostAlternatives = 64;

type Group = Extract<GlobNode, { kind: "group" }>;

/** True for a group that holds a slash or a globstar, however deep. */
function reachesOver(group: Group): boolean {
  return group.alternatives.some((nodes) =>
    nodes.some(
      (node) => isSlash(node) || node.kind === "globstar" || (node.kind === "group" && reachesOver(node)),
    ),
  );
}

function isSlash(node: GlobNode): boolean {
  return node.kind === "character" && node.point === slash;
}

/** Multiplies out the groups that `which` names. */
function expand(nodes: readonly GlobNode[], which: (group: Group) => boolean): GlobNode[][] | undefined {
  let done: GlobNode[][] = [[]];
  for (const node of nodes) {
    const choices = node.kind === "group" && which(node) ? expandGroup(node, which) : [[node]];
    if (choices === undefined || done.length * choices.length > mostAlternatives) return undefined;
    done = done.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  }
  return done;
}

function expandGroup(group: Group, which: (group: Group) => boolean): GlobNode[][] | undefined {
  const choices: GlobNode[][] = [];
  for (const alternative of group.alternatives) {
    const expanded = expand(alternative, which);
    if (expanded === undefined || choices.length + expanded.length > mostAlternatives) return undefined;
    choices.push(...expanded);
  }
  return choices;
}

/** Cuts at slashes; none where a piece is empty, because no path has an empty piece. */
function toNames(nodes: readonly GlobNode[]): Segment[][] | undefined {
  let sequences: Segment[][] = [[]];
  for (const piece of cutAtSlashes(nodes)) {
    const choices = toChoices(piece);
    if (choices === undefined || sequences.length * choices.length > mostAlternatives) return undefined;
    sequences = sequences.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  }
  return sequences;
}

function cutAtSlashes(nodes: readonly GlobNode[]): GlobNode[][] {
  const pieces: GlobNode[][] = [[]];
  for (const node of nodes)
    if (isSlash(node)) pieces.push([]);
    else pieces.at(-1)!.push(node);
  return pieces;
}

/** What a piece can be; a group beside a globstar may take no character, so each of its alternatives is looked at. */
function toChoices(piece: readonly GlobNode[]): Segment[][] | undefined {
  if (!piece.some((node) => node.kind === "globstar")) return piece.length === 0 ? [] : [toName(piece)];
  const choices = expand(piece, () => true);
  return choices?.filter((nodes) => nodes.length > 0).map(besideGlobstar);
}

function toName(nodes: readonly GlobNode[]): Segment[] {
  return [{ kind: "name", nodes }];
}

/** A globstar spans folders where nothing in its piece must take a character; a star after it takes one name. */
function besideGlobstar(nodes: readonly GlobNode[]): Segment[] {
  const isSpanning = nodes.every((node) => node.kind === "star" || node.kind === "globstar");
  if (!isSpanning || !nodes.some((node) => node.kind === "globstar")) return toName(nodes);
  const last = nodes.at(-1)!;
  return last.kind === "globstar" ? [{ kind: "folders" }] : [{ kind: "folders" }, ...toName([last])];
}
