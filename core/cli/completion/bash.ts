import type { Place } from "./completion.ts";

/** A completion function for bash. After an option that takes a file or folder, files are offered. */
export function bashScript(places: readonly Place[]): string {
  // Before the command is known, an option is whatever any command has.
  const all = [...new Set(places.flatMap(({ options }) => options))];
  const takers = places.flatMap(({ words, options }) => takersOf(words, words.length > 0 ? options : all));
  const known = new Set(takers.filter(({ choices }) => choices).map(({ key }) => key));
  const files = [...new Set(takers.map(({ key }) => key).filter((key) => !known.has(key)))];
  const cases = places.map(({ words, next, options }) => {
    const offered = [...next.map(([word]) => word), ...options.map(({ name }) => `--${name}`)];
    return `    "${words.join(" ")}") words="${offered.join(" ")}" ;;`;
  });
  const choices = takers.flatMap(({ key, choices: words }) =>
    words ? [`    ${key}) COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$cur")); return ;;`] : [],
  );
  return `# cig completion for bash. Put into ~/.bashrc:  source <(cig completion bash)
_cig() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" place="" words="" skip="" word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$skip" ]; then skip=""; continue; fi
    case "$place $word" in
      ${[...new Set(takers.map(({ key }) => key))].join("|")}) skip=1 ;;
      *" -"*) ;;
      *) case "\${place:+$place }$word" in
        ${[...new Set(places.filter(({ words }) => words.length > 0).map(({ words }) => `"${words.join(" ")}"`))].join("|")}) place="\${place:+$place }$word" ;;
      esac ;;
    esac
  done
  case "$place $prev" in
${[...new Set(choices)].join("\n")}
    ${files.join("|")})
      COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  case "$place" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _cig cig
`;
}

/** Options with a value as the script looks them up: the command, a blank, the option as it is written. */
function takersOf(words: readonly string[], options: Place["options"]) {
  return options
    .filter(({ value }) => value)
    .flatMap(({ name, short, choices }) =>
      [`--${name}`, ...(short ? [`-${short}`] : [])].map((option) => ({
        key: `"${words.join(" ")} ${option}"`,
        choices,
      })),
    );
}
