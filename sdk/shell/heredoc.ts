/**
 * A script as a here-document that a shell hands on byte for byte: what stands behind the command, and the lines
 * below it. The closing word is one that the script does not have as a line. The shell puts a line end behind the
 * last line; NUL cannot stand in it.
 */
export function hereDocument(script: string): { readonly operator: string; readonly lines: string } {
  const lines = new Set(script.split("\n"));
  let word = "SCRIPT";
  for (let count = 2; lines.has(word); count++) word = `SCRIPT_${count}`;
  const body = script.endsWith("\n") || script === "" ? script : `${script}\n`;
  return { operator: `<<'${word}'`, lines: `${body}${word}` };
}
