import {
  entriesOf,
  isList,
  isTable,
  type Raw,
  type RawTable,
  tableIn,
  textIn,
  textsIn,
} from "../source/value.ts";
import { legalId } from "./ids.ts";
import type { Artifacts, Cache, Combination, Report, Retry, Service } from "./pipeline.ts";
import { splitImage } from "./shell.ts";
import { minutesOf } from "./time.ts";

/** Turns a text of GitLab into one of cig.toml. */
export type Expand = (text: string) => string;

/** Tells what of a part is not carried. */
export type Tell = (key: string, what: string, why: string, kind?: "lost" | "changed") => void;

/** The image of a job or of a service. */
export function readImage(
  value: Raw | undefined,
  expand: Expand,
  tell: Tell,
): { image: string; entrypoint: string } {
  const table = isTable(value) ? value : undefined;
  const entrypoint = textsIn(table?.entrypoint).filter((word) => word !== "");
  if (table?.docker !== undefined)
    tell("image", "`image: docker`", "Options of GitLab's own runners are left out.");
  return { image: expand(textIn(table ? table.name : value) ?? ""), entrypoint: entrypoint.join(" ") };
}

/** Variables that the server of an image reads, by the last part of its name. */
const ofServer: Readonly<Record<string, RegExp>> = {
  postgres: /^(?:POSTGRES_|PG)/,
  postgis: /^(?:POSTGRES_|PG)/,
  mysql: /^MYSQL_/,
  mariadb: /^(?:MYSQL|MARIADB)_/,
  mongo: /^MONGO_/,
  redis: /^REDIS_/,
  docker: /^DOCKER_/,
  rabbitmq: /^RABBITMQ_/,
  minio: /^MINIO_/,
  elasticsearch: /^(?:ES_|discovery)/,
};

/** Servers beside a job, with the variables of the job that they read. */
export function readServices(
  value: Raw | undefined,
  variables: ReadonlyMap<string, string>,
  expand: Expand,
  tell: Tell,
): Service[] {
  const taken = new Set<string>();
  return (isList(value) ? value : []).flatMap((entry): Service[] => {
    const table = isTable(entry) ? entry : undefined;
    const image = textIn(table ? table.name : entry);
    if (image === undefined) return [];
    for (const key of ["command", "entrypoint", "pull_policy", "docker", "kubernetes"])
      if (table?.[key] !== undefined && !(key === "entrypoint" && textsIn(table[key]).join("") === ""))
        tell(
          "services",
          `\`${key}\` of the service "${image}"`,
          "A service has an image, ports, variables and options of the engine: what it starts stands in its image.",
        );
    const [name] = splitImage(image);
    const last = name.split("/").at(-1) ?? name;
    const alias = textIn(table?.alias)?.split(/[\s,]+/)[0];
    const wanted = Object.hasOwn(ofServer, last) ? ofServer[last]! : /./;
    const own = entriesOf(tableIn(table?.variables)).flatMap(([key, text]): [string, string][] => {
      const written = textIn(text);
      return written === undefined ? [] : [[key, expand(written)]];
    });
    const id = distinct(legalId(alias ?? name.replace(/^.*?\.[^/]*\//, "").replaceAll("/", "-")), taken);
    return [
      {
        name: id,
        image: expand(image),
        env: new Map([...[...variables].filter(([key]) => wanted.test(key)), ...own]),
        options: /^docker$/.test(last) && /dind/.test(image) ? ["--privileged"] : [],
      },
    ];
  });
}

function distinct(id: string, taken: Set<string>): string {
  let candidate = id;
  for (let count = 2; taken.has(candidate); count++) candidate = `${id}-${count}`;
  taken.add(candidate);
  return candidate;
}

/** `cache`, which is a table or a list of them. */
export function readCaches(value: Raw | undefined, expand: Expand, expandPath: Expand, tell: Tell): Cache[] {
  const tables = isList(value) ? value.filter(isTable) : isTable(value) ? [value] : [];
  return tables.flatMap((table): Cache[] => {
    const paths = textsIn(table.paths).map((path) => plainPath(expandPath(path)));
    if (table.untracked === true) tell("cache", "`cache: untracked`", "Only named paths are kept.");
    if (paths.length === 0) return [];
    const files = isTable(table.key) ? textsIn(table.key.files).map(expandPath) : [];
    const prefix = isTable(table.key) ? textIn(table.key.prefix) : textIn(table.key);
    const policy = textIn(table.policy) ?? "pull-push";
    if (policy.includes("$"))
      tell("cache", "`cache: policy` in a variable", "The cache is restored and saved.", "changed");
    const key = prefix === undefined ? (files.length > 0 ? "" : "default") : expand(prefix);
    return [
      {
        id: legalId(
          paths[0]!
            .replace(/[*?[\]{}]/g, "")
            .split("/")
            .filter(Boolean)
            .at(-1)
            ?.replace(/^\.+/, "") ?? "cache",
        ),
        paths,
        key,
        files,
        fallback: textsIn(table.fallback_keys).map(expand),
        mode: policy === "pull" ? "restore" : policy === "push" ? "save" : "both",
        save: textIn(table.when) === "always" ? "always" : "on_success",
      },
    ];
  });
}

/** Without the folder of the sources, in which it lies anyway. */
export function plainPath(path: string): string {
  const plain = path
    .replace(/^\{\{ workspace \}\}\/?/, "")
    .replace(/^(?:\.\/+)+/, "")
    .replace(/(?<=.)\/+$/, "");
  return plain === "" || plain === "." ? "./" : plain;
}

export function readArtifacts(value: Raw | undefined, expandPath: Expand, tell: Tell): Artifacts | undefined {
  if (!isTable(value)) return undefined;
  const paths = textsIn(value.paths).map((path) => plainPath(expandPath(path)));
  const except = textsIn(value.exclude).map((path) => `!${plainPath(expandPath(path))}`);
  if (value.untracked === true)
    tell("artifacts", "`artifacts: untracked`", "Only named paths are kept.", "lost");
  if (value.name !== undefined && paths.length > 0)
    tell(
      "artifacts",
      "`artifacts: name`",
      "Other jobs ask for artifacts by name, so that each is called like its job.",
      "changed",
    );
  for (const key of ["expose_as", "public", "access"])
    if (value[key] !== undefined)
      tell(
        "artifacts",
        `\`artifacts: ${key}\``,
        "Who may see artifacts, and where they are shown, is the provider's affair.",
        "lost",
      );
  if (paths.length === 0) return undefined;
  const when = { on_failure: "failure", always: "always" }[textIn(value.when) ?? ""] ?? "success";
  const minutes = minutesOf(textIn(value.expire_in) ?? "");
  const days = minutes === undefined || minutes === 0 ? 0 : Math.max(1, Math.ceil(minutes / 1440));
  if (days > mostDays)
    tell(
      "artifacts",
      "`artifacts: expire_in`",
      `GitHub keeps artifacts for ${mostDays} days at most.`,
      "changed",
    );
  return {
    paths: [...inOrder(paths), ...except],
    when: when as Artifacts["when"],
    retentionDays: Math.min(days, mostDays),
  };
}

/** Those that only the run knows are the last, as they are wherever cig writes them. */
function inOrder(paths: readonly string[]): string[] {
  const isOpen = (path: string) => path.includes("{{");
  return [...paths.filter((path) => !isOpen(path)), ...paths.filter(isOpen)];
}

const mostDays = 90;

export function readReports(value: Raw | undefined, expandPath: Expand, tell: Tell): Report[] {
  const reports = tableIn(tableIn(value).reports);
  return entriesOf(reports).flatMap(([kind, report]): Report[] => {
    if (kind === "junit")
      return [{ kind, format: "", paths: textsIn(report).map((path) => plainPath(expandPath(path))) }];
    if (kind === "coverage_report" && isTable(report) && textIn(report.path) !== undefined)
      return [
        {
          kind: "coverage",
          format: textIn(report.coverage_format) === "jacoco" ? "jacoco" : "cobertura",
          paths: [plainPath(expandPath(textIn(report.path)!))],
        },
      ];
    const why =
      kind === "dotenv"
        ? 'Values for other jobs are `outputs` in cig.toml: let the step write them to "$CIG_OUTPUT".'
        : "cig shows reports of tests, of coverage, summaries and annotations.";
    tell("artifacts", `the report \`${kind}\``, why, "lost");
    return [];
  });
}

const retryWords: Readonly<Record<string, string>> = {
  always: "failure",
  script_failure: "failure",
  runner_system_failure: "runner_lost",
  stuck_or_timeout_failure: "timeout",
  job_execution_timeout: "timeout",
};

export function readRetry(value: Raw | undefined, tell: Tell): Retry | undefined {
  const table = isTable(value) ? value : undefined;
  const max = Number(textIn(table ? table.max : value) ?? 0);
  if (!Number.isInteger(max) || max < 1) return undefined;
  const words = textsIn(table?.when);
  const unknown = words.filter((word) => !Object.hasOwn(retryWords, word));
  if (unknown.length > 0)
    tell(
      "retry",
      `\`retry: when: ${unknown.join(", ")}\``,
      "cig knows failures, lost runners, timeouts and exit statuses.",
      "lost",
    );
  const known = words.flatMap((word) => (Object.hasOwn(retryWords, word) ? [retryWords[word]!] : []));
  const codes = (isList(table?.exit_codes) ? table.exit_codes : [table?.exit_codes]).filter(
    (code) => typeof code === "number" && code > 0 && code < 256,
  ) as number[];
  const on = [...new Set<string | number>([...known, ...codes])];
  if (words.length > 0 && on.length === 0) return undefined;
  if (on.length > 0 && !on.includes("failure"))
    tell(
      "retry",
      "`retry` of some failures",
      "Where the provider starts no job again, as GitHub, only a script that fails can be tried again.",
      "changed",
    );
  return { max: Math.min(max, 10), on: on.includes("failure") ? [] : on };
}

/** The combinations of `parallel: matrix`, in GitLab's order. */
export function readMatrix(value: Raw | undefined, expand: Expand): Combination[] {
  const entries = isTable(value) && isList(value.matrix) ? value.matrix.filter(isTable) : [];
  return entries.flatMap((entry: RawTable) => {
    let all: ReadonlyMap<string, string>[] = [new Map()];
    for (const [name, values] of entriesOf(entry))
      all = all
        .flatMap((each) => textsIn(values).map((text) => new Map(each).set(name, expand(text))))
        .slice(0, 256);
    return all;
  });
}
