import type { Tree } from "./tree.ts";

type Branch = Map<string, Tree>;

/**
 * Text of blocks in braces, such as a Jenkinsfile, as a tree: `stage('test') {` is the key "test", `steps {` is
 * "steps"; a line is the key of its first word. Undefined for text whose braces do not fit. Literals in three quotes
 * are part of their line; comments are left out.
 */
export function parseBlocks(text: string): ReadonlyMap<string, Tree> | undefined {
  const root: Branch = new Map();
  const open: Branch[] = [root];
  let hasBlocks = false;
  for (const line of logicalLines(text)) {
    const branch = open.at(-1)!;
    const closed = /^\}\s*(.*)$/s.exec(line);
    if (closed) {
      if (open.length === 1) return undefined;
      open.pop();
    }
    const rest = closed ? closed[1]! : line;
    const head = /^(.*)\{$/s.exec(rest)?.[1]?.trim();
    if (head !== undefined) {
      const block: Branch = new Map();
      open.at(-1)!.set(freeKey(open.at(-1)!, keyOf(head)), block);
      open.push(block);
      hasBlocks = true;
    } else if (rest !== "") addLine(closed ? open.at(-1)! : branch, rest);
  }
  return hasBlocks && open.length === 1 ? root : undefined;
}

/** Lines without blanks around them; one that opens a literal of several lines goes on until that ends. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of text.split("\n")) {
    const quotes = line.replace(/\\./g, "").split("'''").length - 1;
    if (open !== undefined) open += `\n${line}`;
    const isOpen = (quotes % 2 === 1) !== (open !== undefined);
    if (isOpen) open ??= line.trim();
    else {
      const whole = (open ?? line).trim();
      if (whole !== "" && !whole.startsWith("//")) lines.push(whole);
      open = undefined;
    }
  }
  return open === undefined ? lines : [...lines, open];
}

/** The name in brackets, or the whole head. */
function keyOf(head: string): string {
  return /^\w+\s*\(\s*'([^'\\]*)'\s*\)$/.exec(head)?.[1] ?? head;
}

/** `NAME = value`, `word(…)`, `word …`. */
function addLine(branch: Branch, line: string): void {
  const [, name = line, value = ""] = /^([\w.]+)\s*=?\s*(.*)$/s.exec(line) ?? [];
  branch.set(freeKey(branch, name), value);
}

function freeKey(branch: Branch, wanted: string): string {
  let key = wanted;
  for (let count = 2; branch.has(key); count++) key = `${wanted} ${count}`;
  return key;
}
