/** True when one version is the other or a shorter form of it: "16" and "16.2", but not "16.1" and "16.2". */
export function isSameLine(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** "compose.yaml:4", or the file alone when the line is not known. */
export function standingOf({ file, line }: { readonly file: string; readonly line: number }): string {
  return line > 0 ? `${file}:${line}` : file;
}

/** Orders by code unit, the same on every machine and in every locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
