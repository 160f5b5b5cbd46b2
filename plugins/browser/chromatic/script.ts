import { literalOf, type NamedText, named, quotedWord, type Text } from "cig/sdk";

/** An option of Chromatic's command. */
export interface Option {
  readonly name: string;
  readonly value?: Text;
}

/** The script, and the variables through which names of the run reach it, each as one argument. */
export function runScript(
  command: string,
  options: readonly Option[],
  isForGitHub: boolean,
): { script: string; variables: NamedText[] } {
  const words = options.map(({ name, value }, index) => {
    if (!value) return { word: name, variables: [] };
    const literal = literalOf(value);
    if (literal !== undefined) return { word: `${name} ${quotedWord(literal)}`, variables: [] };
    const variable = `CHROMATIC_OPTION_${index + 1}`;
    return { word: `${name} "$${variable}"`, variables: [named(variable, value)] };
  });
  const run = [command, ...words.map(({ word }) => word)].join(" ");
  return {
    script: isForGitHub ? `${headOfPullRequest}\n${run}` : run,
    variables: words.flatMap(({ variables }) => variables),
  };
}

/**
 * For a pull request GitHub checks out a merge of its own, under which nobody finds the snapshots again: Chromatic is told
 * the commit, branch and repository that the pull request comes from. One that comes from a fork gets no secrets, and nobody
 * there can mend that; a token that is missing anywhere else is Chromatic's to complain of.
 */
const headOfPullRequest = `if [ "\${GITHUB_EVENT_NAME:-}" = pull_request ]; then
  head_of() { node -p "require(process.env.GITHUB_EVENT_PATH).pull_request.head.$1"; }
  CHROMATIC_SHA=$(head_of sha)
  CHROMATIC_BRANCH=$(head_of ref)
  CHROMATIC_SLUG=$(head_of repo.full_name)
  CHROMATIC_PULL_REQUEST_SHA=$GITHUB_SHA
  export CHROMATIC_SHA CHROMATIC_BRANCH CHROMATIC_SLUG CHROMATIC_PULL_REQUEST_SHA
  if [ -z "$CHROMATIC_PROJECT_TOKEN" ] && [ "$CHROMATIC_SLUG" != "$GITHUB_REPOSITORY" ]; then
    echo "::notice::Pull requests of forks get no secrets, so nothing is published to Chromatic."
    exit 0
  fi
fi`;
