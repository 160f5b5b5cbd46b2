import {
  type BrowserProject,
  browserProject,
  type Fact,
  flagInput,
  literalOf,
  reference,
  type Text,
  text,
  textInput,
  textsInput,
  type Use,
  UseKind,
} from "cig/sdk";

/** Everything that decides what a use becomes. */
export interface Wish {
  readonly use: Use;
  readonly project: BrowserProject;
  /** What the lock file says, if it says one. */
  readonly version?: string;
  /** True for a step, which runs tests; a package only makes Cypress ready. */
  readonly runs: boolean;
  readonly cacheFolder?: string;
  /** Options of `cypress run` with their values, in the order of the command. */
  readonly options: readonly { readonly name: string; readonly value?: Text }[];
  readonly recordKey?: Text;
  /** A script in the place of `cypress run` with its options. */
  readonly command?: Text;
  readonly build?: Text;
  readonly start?: Text;
  readonly waitOn: readonly Text[];
  readonly waitSeconds: number;
  /** Relative to the folder that Cypress runs in. */
  readonly artifacts: readonly Text[];
}

/** Reads the inputs of a use, with the manifest's defaults. */
export function readWish(use: Use, facts: readonly Fact[]): Wish {
  const fact = (name: string) => facts.find(({ key }) => key === `browser.cypress.${name}`)?.value;
  const project = browserProject(use, facts, "cypress");
  const start = given(use, "start");
  const baseUrl = fact("base_url");
  const stated = separated(given(use, "wait_on"));
  const version = fact("version");
  const cacheFolder = literalOf(given(use, "cache_folder"));
  return {
    use,
    project,
    runs: use.kind === UseKind.STEP,
    ...(version !== undefined && { version }),
    ...(cacheFolder !== undefined && { cacheFolder }),
    options: options(use),
    ...(flagInput(use, "record") && {
      recordKey: given(use, "record_key") ?? text(reference("secrets.CYPRESS_RECORD_KEY")),
    }),
    ...optional("command", given(use, "command")),
    ...optional("build", given(use, "build")),
    ...optional("start", start),
    waitOn: stated.length === 0 && start && baseUrl !== undefined ? [text(baseUrl)] : stated,
    waitSeconds: Number(literalOf(textInput(use, "wait_seconds")) ?? 60),
    artifacts: textsInput(use, "artifacts") ?? kept.map((path) => text(path)),
  };
}

const kept = ["cypress/screenshots", "cypress/videos"];

function options(use: Use): { name: string; value?: Text }[] {
  const valued = (name: string, input: string) => {
    const value = given(use, input);
    return value ? [{ name, value }] : [];
  };
  const flag = (name: string, input: string) => (flagInput(use, input) ? [{ name }] : []);
  return [
    ...flag("--component", "component"),
    ...valued("--browser", "browser"),
    ...valued("--spec", "spec"),
    ...valued("--config-file", "config_file"),
    ...valued("--config", "config"),
    ...flag("--record", "record"),
    ...flag("--parallel", "parallel"),
    ...valued("--group", "group"),
    ...valued("--tag", "tag"),
    ...valued("--ci-build-id", "ci_build_id"),
  ];
}

/** An empty text counts as none. */
function given(use: Use, name: string): Text | undefined {
  const value = textInput(use, name);
  return literalOf(value) === "" ? undefined : value;
}

function optional(name: string, value: Text | undefined): Record<string, Text> {
  return value ? { [name]: value } : {};
}

/** "a, b" is two. An address with a name of the run stays whole. */
function separated(value: Text | undefined): Text[] {
  const literal = literalOf(value);
  if (literal === undefined) return value ? [value] : [];
  return literal
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map((each) => text(each));
}
