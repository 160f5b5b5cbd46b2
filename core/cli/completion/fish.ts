import type { OptionSpec } from "../options.ts";
import type { Place } from "./completion.ts";

/** Completions for fish, one line for each word and option. */
export function fishScript(places: readonly Place[]): string {
  const lines = places.flatMap(({ words, next, options }) => {
    const condition = conditionOf(words, next.length > 0 && options.length === 0);
    return [
      ...next.map(
        ([word, help]) =>
          `complete -c cig -n '${condition}' -f -a ${word}${help ? ` -d ${quote(help)}` : ""}`,
      ),
      ...options.map((option) => `complete -c cig -n '${condition}' ${optionOf(option)}`),
    ];
  });
  return `# cig completion for fish. Put into ~/.config/fish/config.fish:  cig completion fish | source
complete -c cig -f
${lines.join("\n")}
`;
}

/** A command's options are offered once all its words are there, a group's words while none of them is. */
function conditionOf(words: readonly string[], isGroup: boolean): string {
  if (words.length === 0) return "__fish_use_subcommand";
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
  return isGroup ? `test (count (commandline -opc)) -eq ${words.length + 1}; and ${seen}` : seen;
}

function optionOf({ name, short, value, choices, help }: OptionSpec): string {
  const parts = [`-l ${name}`];
  if (short) parts.push(`-s ${short}`);
  if (value) parts.push("-r");
  if (choices) parts.push(`-f -a '${choices.join(" ")}'`);
  else if (value === "FILE" || value === "DIR") parts.push("-F");
  parts.push(`-d ${quote(help)}`);
  return parts.join(" ");
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
