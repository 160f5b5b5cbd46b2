/** What `{{ … }}` of a table may be in cig.toml; everything else is characters. */
const names =
  /^\{\{ (?:git|pr|run|runner|secrets|inputs|matrix|env|jobs|steps)\.[\w.-]+ \}\}|^\{\{ (?:workspace) \}\}/;

/** A text of a table as one of cig.toml. What only Groovy knows stays as it is written there; `lose` is told. */
export function tomlText(text: string, lose: (source: string) => void): string {
  let out = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const name = names.exec(rest)?.[0];
    const groovy = /^\{\{ jenkins: ([\s\S]*?) \}\}/.exec(rest);
    if (name !== undefined) {
      out += name;
      at += name.length;
    } else if (groovy) {
      lose(groovy[1]!);
      out += `\${${groovy[1]!.replaceAll("{{", "")}}`;
      at += groovy[0].length;
    } else if (rest.startsWith("${{")) {
      out += "{{ '${{' }}";
      at += 3;
    } else if (rest.startsWith("{{")) {
      out += "{{ '{{' }}";
      at += 2;
    } else {
      out += text[at];
      at++;
    }
  }
  return out;
}
