/** Names of variables in a text: `$X`, `${X}`; `$$` is a dollar sign. */
const variable = /\$\$|\$\{(\w+)\}|\$([A-Za-z_]\w*)/g;

/** A text of GitLab as one of cig.toml; `replace` gives what stands for a variable. */
export function expandText(source: string, replace: (name: string) => string): string {
  let text = "";
  let end = 0;
  for (const found of source.matchAll(variable)) {
    text += literalText(source.slice(end, found.index));
    const name = found[1] ?? found[2];
    text += name === undefined ? "$" : replace(name);
    end = found.index + found[0].length;
  }
  return text + literalText(source.slice(end));
}

/** Braces as characters: `{{` would begin a name of cig's. */
export function literalText(text: string): string {
  return text.replace(/\$?\{\{/g, (braces) => `{{ '${braces}' }}`);
}

/** The characters that a text of cig.toml stands for, with the names left as they are. */
export function plainCharacters(text: string): string {
  return text.replace(/\{\{ '(\$?\{\{)' \}\}/g, "$1");
}

/** All names that a script uses as variables, in their order. */
export function variablesIn(script: string): string[] {
  return [
    ...new Set(
      [...script.matchAll(/(?<!\\)\$(?:\{[#!]?([A-Za-z_]\w*)|([A-Za-z_]\w*))/g)].map(
        (found) => found[1] ?? found[2]!,
      ),
    ),
  ];
}

/** True: the script itself gives the variable its value. */
export function assigns(script: string, name: string): boolean {
  return new RegExp(
    `(?:^|[\\s;&|(\`"'])(?:${name}\\+?=|(?:for|read(?:\\s+-\\w+)*(?:\\s+\\w+)*|mapfile(?:\\s+-\\w+)*|getopts\\s+\\S+)\\s+${name}\\b)|\\$\\{${name}:?=|printf\\s+-v\\s+${name}\\b`,
    "m",
  ).test(script);
}
