import type { Place } from "./completion.ts";

/** A completion function for bash. After an option that takes a file or folder, files are offered. */
export function bashScript(places: readonly Place[]): string {
  const takers = [...new Set(places.flatMap(({ options }) => options.filter(({ value }) => value)))];
  const written = [
    ...new Set(takers.flatMap(({ name, short }) => (short ? [`--${name}`, `-${short}`] : [`--${name}`]))),
  ];
  const cases = places.map(({ words, next, options }) => {
    const all = [...next.map(([word]) => word), ...options.map(({ name }) => `--${name}`)];
    return `    "${words.join(" ")}") words="${all.join(" ")}" ;;`;
  });
  const choices = takers
    .filter((spec) => spec.choices)
    .map(
      ({ name, choices }) =>
        `    --${name}) COMPREPLY=($(compgen -W "${choices!.join(" ")}" -- "$cur")); return ;;`,
    );
  return `# cig completion for bash. Put into ~/.bashrc:  source <(cig completion bash)
_cig() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" place="" words="" skip="" word
  COMPREPLY=()
  case "$prev" in
${[...new Set(choices)].join("\n")}
    ${written.filter((option) => !choices.some((choice) => choice.includes(`${option})`))).join("|")})
      COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$skip" ]; then skip=""; continue; fi
    case "$word" in
      ${written.join("|")}) skip=1 ;;
      -*) ;;
      *) case "\${place:+$place }$word" in
        ${[...new Set(places.filter(({ words }) => words.length > 0).map(({ words }) => `"${words.join(" ")}"`))].join("|")}) place="\${place:+$place }$word" ;;
      esac ;;
    esac
  done
  case "$place" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _cig cig
`;
}
