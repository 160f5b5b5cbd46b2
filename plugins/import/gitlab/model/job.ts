import type { Test } from "../condition/test.ts";
import type { ResidueList } from "../source/residue-list.ts";
import {
  entriesOf,
  isList,
  isTable,
  type Place,
  placeOf,
  type Raw,
  type RawTable,
  tableIn,
  textIn,
  textsIn,
} from "../source/value.ts";
import { machineOf } from "./machine.ts";
import {
  readArtifacts,
  readCaches,
  readImage,
  readMatrix,
  readReports,
  readRetry,
  readServices,
} from "./parts.ts";
import type { Job } from "./pipeline.ts";
import { isSetting, ofShell, predefined } from "./predefined.ts";
import { expandIn, lookupIn, type Scope, secretText, textOfName } from "./scope.ts";
import { readScripts } from "./script.ts";
import { shellOf, systemOf } from "./shell.ts";
import { assigns, literalText, variablesIn } from "./text.ts";
import { minutesOf } from "./time.ts";
import { readWhen } from "./when.ts";

/** What the jobs of a configuration have in common. */
export interface InFile {
  readonly ids: ReadonlyMap<string, string>;
  /** As they are written. */
  readonly variables: ReadonlyMap<string, string>;
  readonly inputs: ReadonlySet<string>;
  readonly hasWorkflowRules: boolean;
  readonly residue: ResidueList;
  readonly standIns: Map<string, string>;
}

/** A job before it is known what it waits for. */
export interface Draft extends Omit<Job, "needs" | "downloads" | "isOptional"> {
  readonly presence: Test;
  readonly isManual: boolean;
  readonly isInterruptible: boolean;
  /** As it is written. */
  readonly needs: Raw | undefined;
  readonly dependencies: readonly string[] | undefined;
  readonly table: RawTable;
  readonly standIns: ReadonlyMap<string, string>;
}

const known: ReadonlySet<string> = new Set(
  "after_script allow_failure artifacts before_script cache dependencies environment except id_tokens image inherit interruptible needs only parallel resource_group retry rules script services stage tags timeout trigger variables when extends coverage release secrets pages publish start_in hooks".split(
    " ",
  ),
);

const unsayable: Readonly<Record<string, string>> = {
  coverage: "GitHub reads no coverage out of a log. A `report` of coverage shows it.",
  release: "No step of cig makes a release: write it as a step of the provider or as a script.",
  secrets:
    "Secrets of a vault are fetched by a step of the provider: list what the scripts need in `secrets`.",
  pages: "Pages are published by a step of the provider; the job itself is carried.",
  publish: "Pages are published by a step of the provider; the job itself is carried.",
  hooks: "They run before the sources are there, where cig.toml has no step.",
  start_in: "The job starts at once.",
};

/** Reads one job, with what `default` gives it; `own` is without that. */
export function draftJob(name: string, job: RawTable, file: InFile, own: RawTable): Draft {
  const id = file.ids.get(name)!;
  const { residue } = file;
  const place = placeOf(own, "script") ?? firstPlace(own);
  const tell = (key: string, what: string, why: string, kind: "lost" | "changed" = "lost") =>
    residue.add(placeOf(job, key) ?? place, id, what, why, kind);
  for (const [key] of entriesOf(job)) {
    if (!known.has(key)) tell(key, `the key \`${key}\``, "It is no word of GitLab that cig knows.");
    else if (Object.hasOwn(unsayable, key)) tell(key, `\`${key}\``, unsayable[key]!);
  }
  if (name === "pages") tell("script", "the publishing of `public` as pages", unsayable.pages!);
  const inherit = tableIn(job.inherit);
  const inherits = (key: string) =>
    isList(inherit.variables) ? textsIn(inherit.variables).includes(key) : inherit.variables !== false;
  const ownVariables = entriesOf(tableIn(job.variables)).flatMap(([key, value]): [string, string][] => [
    [key, textIn(isTable(value) ? value.value : value) ?? ""],
  ]);
  const variables = new Map([...[...file.variables].filter(([key]) => inherits(key)), ...ownVariables]);
  const stage = textIn(job.stage) ?? "test";
  const rawMatrix = readMatrix(job.parallel, (text) => text);
  const standIns = new Map<string, string>();
  const scope: Scope = {
    name,
    stage,
    variables,
    axes: new Set(rawMatrix.flatMap((each) => [...each.keys()])),
    inputs: new Set([...file.inputs].filter((input) => !ownVariables.some(([key]) => key === input))),
    tell: (variable, why) => tell("script", `the variable \`${variable}\``, `It ${why}.`, "changed"),
    standIn: (variable, value) => standIns.set(variable, value),
  };
  const plain = (text: string) => expandIn(scope, text, "known");
  const value = (text: string) => expandIn(scope, text, "variable");
  const tags = textsIn(job.tags).map(plain);
  const { image, entrypoint } = readImage(job.image, plain, tell);
  if (entrypoint !== "")
    tell(
      "image",
      `\`entrypoint: ${entrypoint}\``,
      "Steps start in the container themselves, and its entrypoint is not run.",
      "changed",
    );
  if (machineOf(tags).labels.length > 0)
    tell(
      "tags",
      `\`tags: ${tags.join(", ")}\``,
      "They become labels: machines with these labels have to be there.",
      "changed",
    );
  const env = envOf(scope, variables);
  const { script, afterScript } = readScripts(job, tell);
  const used = usedVariables([script, afterScript], scope, env, tell);
  const when = readWhen(job, id, lookupIn(variables, scope.inputs), file.hasWorkflowRules, residue);
  const fullEnv = new Map([...used.env, ...env]);
  const environment = readEnvironment(job, plain, tell);
  const wordOfMatrix = isTable(job.parallel)
    ? 1
    : Math.min(500, Math.max(1, Number(textIn(job.parallel) ?? 1) || 1));
  return {
    id,
    name,
    place,
    whenPlace: ["rules", "only", "except"].map((key) => placeOf(job, key)).find((each) => each) ?? place,
    stage,
    ...when,
    isManual: when.approval,
    isInterruptible: job.interruptible === true,
    image,
    entrypoint,
    shell: shellOf(image, systemOf(tags)),
    services: readServices(job.services, env, plain, tell),
    tags,
    env: fullEnv,
    secrets: used.secrets,
    script,
    afterScript,
    caches: readCaches(job.cache, plain, plain, tell),
    artifacts: readArtifacts(job.artifacts, plain, tell),
    reports: readReports(job.artifacts, plain, tell),
    matrix: readMatrix(job.parallel, value),
    parallelism: wordOfMatrix,
    retry: readRetry(job.retry, tell),
    timeout: timeoutOf(textIn(job.timeout)),
    environment,
    concurrency: textIn(job.resource_group) === undefined ? "" : plain(textIn(job.resource_group)!),
    hasToken: readTokens(job, tell),
    checkout: readCheckout(variables, `${script}\n${afterScript}`, tell),
    trigger: readTrigger(job, tell),
    needs: job.needs,
    dependencies:
      job.dependencies === undefined || job.dependencies === null ? undefined : textsIn(job.dependencies),
    table: job,
    standIns,
  };
}

function firstPlace(table: RawTable): Place | undefined {
  const [key] = Object.keys(table);
  return key === undefined ? undefined : placeOf(table, key);
}

/** What the runner reads, and no script. */
const ofRunner: ReadonlySet<string> = new Set(["GIT_DEPTH", "GIT_STRATEGY", "GIT_SUBMODULE_STRATEGY"]);

function envOf(scope: Scope, variables: ReadonlyMap<string, string>): Map<string, string> {
  const env = new Map<string, string>();
  for (const axis of scope.axes) env.set(axis, `{{ matrix.${axis} }}`);
  for (const [key, text] of variables) {
    if (ofRunner.has(key) || scope.axes.has(key)) continue;
    env.set(key, scope.inputs.has(key) ? `{{ inputs.${key} }}` : expandIn(scope, text, "variable", [key]));
  }
  for (const input of scope.inputs) if (!env.has(input)) env.set(input, `{{ inputs.${input} }}`);
  return env;
}

/** What scripts name and the file does not define: GitLab's own variables, and what the settings hold. */
function usedVariables(
  scripts: readonly string[],
  scope: Scope,
  env: ReadonlyMap<string, string>,
  tell: (key: string, what: string, why: string, kind: "changed") => void,
): { env: Map<string, string>; secrets: string[] } {
  const text = scripts.join("\n");
  const own = new Map<string, string>();
  const secrets: string[] = [];
  for (const name of variablesIn(text)) {
    if (env.has(name) || ofShell.has(name) || assigns(text, name) || !/^[A-Z][A-Z0-9_]+$/.test(name))
      continue;
    if (predefined(name, scope) || isSetting(name)) own.set(name, textOfName(scope, name, "variable"));
    else if (!new RegExp(`\\$\\{${name}:[-=+?]`).test(text)) {
      if (name.startsWith("GITHUB_")) own.set(name, secretText(name));
      else secrets.push(name);
      tell(
        "script",
        `the variable \`${name}\``,
        "The file does not define it: it is taken for a secret, which the repository has to have.",
        "changed",
      );
    }
  }
  return { env: own, secrets };
}

function readEnvironment(
  job: RawTable,
  expand: (text: string) => string,
  tell: (key: string, what: string, why: string, kind?: "lost" | "changed") => void,
): Job["environment"] {
  const table = isTable(job.environment) ? job.environment : undefined;
  const name = textIn(table ? table.name : job.environment);
  const action = textIn(table?.action);
  for (const key of ["on_stop", "auto_stop_in", "kubernetes", "deployment_tier"])
    if (table?.[key] !== undefined)
      tell("environment", `\`environment: ${key}\``, "An environment has a name and an address.");
  if (action !== undefined && action !== "start") {
    tell(
      "environment",
      `\`environment: action: ${action}\``,
      "A job deploys to its environment, or has none: here it has none.",
      "changed",
    );
    return undefined;
  }
  return name === undefined ? undefined : { name: expand(name), url: expand(textIn(table?.url) ?? "") };
}

function readTokens(
  job: RawTable,
  tell: (key: string, what: string, why: string, kind?: "lost" | "changed") => void,
): boolean {
  const names = Object.keys(tableIn(job.id_tokens));
  if (names.length > 0)
    tell(
      "id_tokens",
      `\`id_tokens: ${names.join(", ")}\``,
      "The job may ask for a token; who it is for, and which variable holds it, is written as `oidc = { audience, env }`.",
      "changed",
    );
  return names.length > 0;
}

/** Minutes after which GitLab ends a job of which nobody says otherwise. */
export const usualMinutes = 60;

function timeoutOf(text: string | undefined): number {
  const minutes = text === undefined ? undefined : minutesOf(/^\s*\d+\s*$/.test(text) ? `${text}s` : text);
  return minutes === undefined || minutes <= 0
    ? usualMinutes
    : Math.min(50_400, Math.max(1, Math.ceil(minutes)));
}

/** How far GitLab clones where nobody says otherwise. */
const usualDepth = 20;

function readCheckout(
  variables: ReadonlyMap<string, string>,
  script: string,
  tell: (key: string, what: string, why: string, kind?: "changed") => void,
): Job["checkout"] {
  if (variables.get("GIT_STRATEGY") === "none" || variables.get("GIT_STRATEGY") === "empty") return undefined;
  const written = Number(variables.get("GIT_DEPTH") ?? Number.NaN);
  const asksHistory =
    /\bgit\s+(?:-\S+\s+)*(?:log|describe|diff|rev-list|merge-base|blame|shortlog|rebase|merge|checkout|cherry)\b/.test(
      script,
    );
  const submodules = variables.get("GIT_SUBMODULE_STRATEGY");
  if (asksHistory && Number.isNaN(written))
    tell(
      "script",
      "the depth of the clone",
      `The script asks for older commits: GitLab clones ${usualDepth} of them unless its settings say otherwise, and so does this.`,
      "changed",
    );
  return {
    depth: Number.isInteger(written) && written >= 0 ? written : asksHistory ? usualDepth : 1,
    submodules: submodules === "recursive" ? "recursive" : submodules === "normal",
  };
}

function readTrigger(job: RawTable, tell: (key: string, what: string, why: string) => void): string {
  if (job.trigger === undefined || job.trigger === null) return "";
  const table = isTable(job.trigger) ? job.trigger : undefined;
  const name =
    textIn(
      table
        ? (table.project ?? (isList(table.include) ? "a pipeline of this project" : table.include))
        : job.trigger,
    ) ?? "a pipeline of this project";
  tell(
    "trigger",
    `\`trigger\` of "${name}"`,
    "cig starts no pipelines of other projects or files: start it with a step of the provider. The job is left out.",
  );
  return literalText(name);
}
