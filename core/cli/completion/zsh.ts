import type { OptionSpec } from "../options.ts";
import type { Place } from "./completion.ts";

/** A completion function for zsh: words are told apart by hand, options are left to `_arguments`. */
export function zshScript(places: readonly Place[]): string {
  const known = places.filter(({ words }) => words.length > 0).map(({ words }) => `"${words.join(" ")}"`);
  const takers = places.flatMap(({ options }) => options.filter(({ value }) => value));
  const written = [
    ...new Set(takers.flatMap(({ name, short }) => (short ? [`--${name}`, `-${short}`] : [`--${name}`]))),
  ];
  const cases = places.map(({ words, next, options }) => {
    const offers = [
      ...(next.length > 0
        ? [`      local -a next=(${next.map(describe).join(" ")})`, "      _describe word next"]
        : []),
      ...(options.length > 0
        ? [`      _arguments -S ${options.flatMap(specs).join(" ")} '*: :_default'`]
        : []),
    ];
    return `    "${words.join(" ")}")\n${offers.join("\n")} ;;`;
  });
  return `#compdef cig
# cig completion for zsh. Put into ~/.zshrc, after compinit:  source <(cig completion zsh)
_cig() {
  local place="" skip="" word
  for word in "\${words[@]:1:CURRENT-2}"; do
    if [[ -n "$skip" ]]; then skip=""; continue; fi
    case "$word" in
      ${written.join("|")}) skip=1 ;;
      -*) ;;
      *) case "\${place:+$place }$word" in
        ${known.join("|")}) place="\${place:+$place }$word" ;;
      esac ;;
    esac
  done
  case "$place" in
${cases.join("\n")}
  esac
}
compdef _cig cig
`;
}

function describe([word, help]: readonly [string, string]): string {
  return quote(help === "" ? word : `${word}:${help}`);
}

function specs({ name, short, value, choices, help, many }: OptionSpec): string[] {
  const text = help.replace(/[[\]:]/g, "\\$&");
  const action = choices
    ? `(${choices.join(" ")})`
    : value === "DIR"
      ? "_files -/"
      : value === "FILE"
        ? "_files"
        : "";
  const taken = value ? `:${value}:${action}` : "";
  const repeat = many ? "*" : "";
  return [...(short ? [`-${short}`] : []), `--${name}`].map((option) =>
    quote(`${repeat}${option}[${text}]${taken}`),
  );
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
