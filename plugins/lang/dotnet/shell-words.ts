/** A path as commands in the root's folder name it. */
export function fromRoot({ directory }: { readonly directory: string }, file: string): string {
  return directory === "." ? file : file.slice(directory.length + 1);
}

/** As a word of a shell. */
export function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
