import { posix } from "node:path";

/**
 * A path of a member as one from the repository's root: "src/**" → "packages/web/src/**". A path that begins with
 * `//` is from the root already; one of the machine ("/tmp", "~/.npm", "$HOME/x") stays what it is. A leading `!` stays.
 */
export function rebase(path: string, folder: string): string {
  if (path.startsWith("!")) return `!${rebase(path.slice(1), folder)}`;
  if (path.startsWith("//")) return path.slice(2);
  if (isOfMachine(path)) return path;
  const plain = path.replace(/^(?:\.\/+)+/, "");
  if (plain === "" || plain === ".") return folder;
  // Only what climbs is put in order: a pattern's own characters stay as they are written.
  return /^\.\.(?:\/|$)/.test(plain) ? posix.join(folder, plain) : `${folder}/${plain}`;
}

function isOfMachine(path: string): boolean {
  return /^(?:[/~$\\]|[A-Za-z]:[\\/]|\{\{\s*(?:workspace|runner\.temp|env\.))/.test(path);
}
