/** Characters as one word of a POSIX shell, bare where they need no quotes. */
export function quoted(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text) && !text.startsWith("=")) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
