import {
  type Decision,
  decide,
  folderOf,
  not,
  type OtherRow,
  type ScriptRow,
  type ServiceRow,
  type StepRow,
  scriptOf,
  type Truth,
  toolchainOf,
} from "cig/sdk/table";
import { readCall } from "./calls.ts";
import { type Asked, exprHolds } from "./condition.ts";
import { readScript } from "./scripts.ts";
import { readServiceScript } from "./services.ts";
import type { Call, Expr, Method, Stmt } from "./syntax.ts";
import { argumentOf, itemsOf, named, numberOf, plainText } from "./tree.ts";
import { type Names, textOf } from "./values.ts";

/** What the steps of a stage come to. */
export interface ReadSteps {
  readonly rows: StepRow[];
  readonly services: ServiceRow[];
  readonly secrets: Set<string>;
  readonly outputs: Map<string, string>;
  /** Of `docker.image(…).inside`. */
  image?: string;
  /** Of `node('linux')`. */
  label?: string;
  /** Limits around everything: those that stand outside of `deleteDir()`. */
  job: JobLimits;
  /** True: it is a job of cig's, which begins with an empty workspace. */
  isOwn: boolean;
  /** The jobs that this run is counted for. */
  readonly passes: Set<string>;
  /** What rows were read from, for who has to say it again. */
  readonly origins: Map<StepRow, Origin>;
  /** Steps without a row. */
  readonly silent: Silent[];
  /** The stage that a row is of, where several share a machine. */
  readonly stages: Map<StepRow, string>;
}

/** A step that means nothing to a table, and still does something. */
export interface Silent {
  readonly origin: Origin;
  readonly runsAfter: ScriptRow["runsAfter"];
  /** How many rows stand before it. */
  readonly at: number;
}

/** Where a row comes from. */
export interface Origin {
  readonly call: Call;
  /** Folder around the step. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: JobLimits;
  readonly tests: readonly Test[];
}

/** A condition around a step: what it was read from, and whether it has to be false. */
export interface Test {
  readonly holds: (asked: Asked) => Truth;
  /** Absent: how the steps before have ended. */
  readonly source?: readonly Stmt[] | Expr;
  readonly isNegated?: boolean;
}

/** What holds for the job as a whole. */
export interface JobLimits {
  readonly timeoutMinutes: number;
  readonly retries: number;
  readonly continueOnError: boolean;
  /** True: a failure stays with the job, and does not end what stands behind it. */
  readonly keepsFailure: boolean;
}

export const noLimits: JobLimits = {
  timeoutMinutes: 0,
  retries: 0,
  continueOnError: false,
  keepsFailure: false,
};

/** What stands around a statement. */
interface Around {
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly limits: JobLimits;
  readonly tests: readonly Test[];
  /** True: the statement runs whatever has happened. */
  readonly isAlways: boolean;
}

/** What is known of the whole file. */
export interface InFile {
  readonly names: Names;
  readonly jobs: ReadonlySet<string>;
  readonly defaultBranch: string;
  /** Methods of the script, by name. */
  readonly methods: ReadonlyMap<string, Method>;
  /** The environment as conditions see it. */
  readonly known: ReadonlyMap<string, string>;
  /** Ids of credentials that are identity tokens. */
  readonly tokens: ReadonlySet<string>;
}

/** Before the first statement. */
export function noSteps(): ReadSteps {
  return {
    rows: [],
    services: [],
    secrets: new Set(),
    outputs: new Map(),
    job: noLimits,
    isOwn: false,
    passes: new Set(),
    origins: new Map(),
    silent: [],
    stages: new Map(),
  };
}

/** Reads the statements of `steps` into `found`, those of methods in their places. */
export function readSteps(
  body: readonly Stmt[],
  env: Readonly<Record<string, string>>,
  file: InFile,
  found: ReadSteps,
  around: Partial<Pick<Around, "tests" | "isAlways" | "limits">> = {},
): void {
  const usual: Around = { env, folder: "", limits: noLimits, tests: [], isAlways: false };
  new Walk(found, file).body(body, { ...usual, ...around }, 0);
}

/** Walks through statements, gathering rows. */
class Walk {
  /** A comment that names what follows. */
  private title = "";

  constructor(
    private readonly found: ReadSteps,
    private readonly file: InFile,
  ) {}

  body(body: readonly Stmt[], around: Around, depth: number): void {
    // The first group of steps that keep their failure has nothing before it.
    let isFirst = true;
    const keeps = body.some((each) => each.kind === "assign" && each.name === "failure");
    for (const statement of body) {
      if (statement.kind === "comment") this.title = statement.text;
      else if (statement.kind === "if") {
        const holds = (asked: Asked) => exprHolds(statement.test, { ...asked, env: this.file.known });
        const test: Test = { holds, source: statement.test };
        const inner = { ...around, tests: [...around.tests, test], isAlways: around.isAlways || keeps };
        this.scriptsIn(statement.test, around);
        this.body(statement.yes, inner, depth);
        const other: Test = { holds: (asked) => not(holds(asked)), source: statement.test, isNegated: true };
        this.body(statement.no, { ...inner, tests: [...around.tests, other] }, depth);
        isFirst = false;
      } else if (statement.kind === "try") {
        this.body(statement.body, { ...around, isAlways: around.isAlways || (keeps && !isFirst) }, depth);
        this.body(statement.last, { ...around, isAlways: true }, depth);
        isFirst = false;
      } else if (statement.kind === "assign" || statement.kind === "other") {
        if (statement.value) this.scriptsIn(statement.value, around);
      } else if (statement.kind === "expression") {
        this.expression(statement.expr, around, depth);
        this.title = "";
      }
    }
  }

  private expression(expr: Expr, around: Around, depth: number): void {
    if (expr.kind !== "call") return;
    const method = expr.of ? undefined : this.file.methods.get(expr.name);
    if (expr.of && shells.has(innermost(expr).name)) this.scriptsIn(expr, around);
    else if (method && !known.has(expr.name) && depth < 10)
      this.body(bodyOf(method, expr), around, depth + 1);
    else if (expr.body) this.wrapper(expr, expr.body, around, depth);
    else this.line(expr, around);
  }

  /** Scripts whose output or status somebody asks for: `env.X = sh(returnStdout: true, script: '…').trim()`. */
  private scriptsIn(value: unknown, around: Around): void {
    if (typeof value !== "object" || value === null) return;
    const { kind, name, of } = value as Partial<Call>;
    if (kind === "call" && !of && shells.has(name ?? "")) this.script(value as Call, around);
    else for (const inner of Object.values(value)) this.scriptsIn(inner, around);
  }

  private wrapper(call: Call, body: readonly Stmt[], around: Around, depth: number): void {
    if (call.name === "cache") this.line(call, around);
    else this.body(body, { ...around, ...this.changed(call, around) }, depth);
  }

  /** What a step changes for those inside of it. */
  private changed(call: Call, { limits, folder, env }: Around): Partial<Around> {
    const first = argumentOf(call);
    const text = first ? textOf(first, this.file.names) : "";
    switch (call.name) {
      case "timeout":
      case "limited":
        return { limits: { ...limits, timeoutMinutes: minutesOf(call) } };
      case "retry":
        return { limits: { ...limits, retries: Math.max(0, numberOf(argumentOf(call, "count")) - 1) } };
      case "again":
        return { limits: { ...limits, retries: numberOf(named(call, "max")) } };
      case "catchError":
        return {
          limits: {
            ...limits,
            continueOnError: plainText(named(call, "buildResult")) === "SUCCESS",
            keepsFailure: limits.keepsFailure || plainText(named(call, "stageResult")) === "FAILURE",
          },
        };
      case "warnError":
        return { limits: { ...limits, continueOnError: true } };
      case "dir":
        return { folder: joinFolders(folder, text) };
      case "withEnv":
        return { env: { ...env, ...this.entries(first, env) } };
      case "withCredentials":
        return { env: { ...env, ...this.bindings(first) } };
      case "node":
        this.found.label = text;
        return {};
      case "inside":
        if (call.of?.kind === "call" && call.of.args[0])
          this.found.image = textOf(call.of.args[0], this.file.names);
        return {};
      case "withRegistry": {
        const id = plainText(call.args[1]);
        if (id) this.found.secrets.add(id);
        return {};
      }
      default:
        return {};
    }
  }

  private line(call: Call, around: Around): void {
    const { found, file } = this;
    switch (call.name) {
      case "deleteDir":
        if (around.folder !== "" || around.isAlways) break;
        // What stands around it stands around the whole job.
        found.job = around.limits;
        found.isOwn = true;
        return;
      case "passed":
      case "began": {
        const id = plainText(call.args[0]);
        if (id) found.passes.add(id);
        return;
      }
      case "record":
        return;
      case "keep": {
        const [key, value] = call.args;
        const [job = "", name = ""] = plainText(key)?.split(" ") ?? [];
        if (value && file.jobs.has(job)) found.outputs.set(name, textOf(value, file.names));
        return;
      }
      case "sh":
      case "bat":
      case "pwsh":
      case "powershell":
      case "background":
        this.script(call, around);
        return;
      default:
    }
    this.other(call, around);
  }

  private other(call: Call, around: Around): void {
    const { found, file } = this;
    const row = readCall(call, this.title, around.folder, file.names);
    const { runsOn, runsAfter } = this.time(around);
    if (!row) {
      const { folder, env, limits, tests } = around;
      found.silent.push({ origin: { call, folder, env, limits, tests }, runsAfter, at: found.rows.length });
      return;
    }
    // The parts of one artifact.
    const last = found.rows.at(-1);
    if (row.kind === "upload" && last?.kind === "upload" && this.title === "") {
      if (row.name !== "" && last.name === "")
        found.rows[found.rows.length - 1] = { ...last, name: row.name };
      if (row.paths.join() === last.paths.join()) return;
      if (row.name === "" && last.runsAfter === runsAfter) {
        // One after the other without a name is one artifact.
        const paths = [...last.paths, ...row.paths.filter((path) => !last.paths.includes(path))];
        found.rows[found.rows.length - 1] = { ...last, paths };
        return;
      }
    }
    this.push({ ...(row as OtherRow), runsOn, runsAfter }, call, around);
  }

  private script(call: Call, around: Around): void {
    const { file, found } = this;
    const { script, shell, label } = readScript(call, file.names, file.methods, around.env);
    const service = readServiceScript(script, label, around.env);
    if (service?.kind === "start") found.services.push(service.service);
    if (service?.kind === "wait")
      for (const [index, each] of found.services.entries())
        if (each.name === service.name) found.services[index] = { ...each, waitsUntilReady: true };
    if (service || (label === "Choose this share of the files" && around.env.SHARD_FILES !== undefined))
      return;
    const env = withoutOwn(around.env);
    const { runsOn, runsAfter, isGuarded } = this.time(around);
    const toolchain = toolchainOf(label, env);
    if (toolchain) {
      found.rows.push({ ...toolchain, runsOn, runsAfter });
      return;
    }
    const { timeoutMinutes, retries, continueOnError } = this.ownLimits(around.limits);
    const row: ScriptRow = {
      kind: "run",
      script: scriptOf(script),
      env,
      workingDirectory: folderOf(around.folder),
      shell,
      runsOn,
      runsAfter,
      isGuarded,
      timeoutMinutes,
      continueOnError,
      background: call.name === "background",
      retries,
    };
    this.push(row, call, around);
  }

  private push(row: StepRow, call: Call, { folder, env, limits, tests }: Around): void {
    this.found.rows.push(row);
    this.found.origins.set(row, { call, folder, env, limits, tests });
  }

  /** A step's limits are those that the job does not have already. */
  private ownLimits(limits: JobLimits): JobLimits {
    const { job } = this.found;
    return {
      timeoutMinutes: limits.timeoutMinutes === job.timeoutMinutes ? 0 : limits.timeoutMinutes,
      retries: limits.retries === job.retries ? 0 : limits.retries,
      continueOnError: limits.continueOnError && !job.continueOnError,
      keepsFailure: false,
    };
  }

  private time({ tests, isAlways }: Around): Decision {
    const { known, defaultBranch } = this.file;
    return decide((occasion, ending) => {
      if (!isAlways && ending === "failure") return false;
      const asked: Asked = { occasion, ending, env: known, defaultBranch };
      const truths = tests.map(({ holds }) => holds(asked));
      if (truths.includes(false)) return false;
      return truths.includes("unknown") ? "unknown" : true;
    });
  }

  /** `['A=b', 'C=' + asIs(env.D)]`; a dollar sign is written twice there. */
  private entries(list: Expr | undefined, env: Readonly<Record<string, string>>): Record<string, string> {
    const names: Names = { ...this.file.names, env: new Map([...this.file.names.env, ...hidden(env)]) };
    return Object.fromEntries(
      itemsOf(list).map((item) => {
        const text = textOf(undoubled(item), names);
        const end = text.indexOf("=");
        return [text.slice(0, end), text.slice(end + 1)];
      }),
    );
  }

  private bindings(list: Expr | undefined): Record<string, string> {
    const entries: [string, string][] = [];
    for (const item of itemsOf(list)) {
      if (item.kind !== "call") continue;
      const id = plainText(named(item, "credentialsId"))?.trim();
      if (id === undefined) continue;
      if (this.file.tokens.has(id)) continue;
      this.found.secrets.add(id);
      for (const { name, value } of item.named)
        if (/[vV]ariable$/.test(name) && value.kind === "text")
          entries.push([value.text, `{{ secrets.${id} }}`]);
    }
    return Object.fromEntries(entries);
  }
}

/** Methods of cig's own, which are read as what they mean. */
const known: ReadonlySet<string> = new Set([
  "passed",
  "began",
  "record",
  "keep",
  "background",
  "again",
  "limited",
  "withOutputs",
]);

/** The statements of a method with the arguments of a call in the places of its parameters. */
function bodyOf({ parameters, body }: Method, { args }: Call): readonly Stmt[] {
  if (parameters.length === 0) return body;
  const given = new Map(parameters.flatMap((name, index) => (args[index] ? [[name, args[index]]] : [])));
  return JSON.parse(JSON.stringify(body), (_, value) =>
    value?.kind === "name" && given.has(value.name) ? given.get(value.name) : value,
  ) as readonly Stmt[];
}

/** Steps that run a script. */
const shells: ReadonlySet<string> = new Set(["sh", "bat", "pwsh", "powershell"]);

/** `sh(…)` of `sh(…).trim()`. */
function innermost(call: Call): Call {
  return call.of?.kind === "call" ? innermost(call.of) : call;
}

/** Minutes of `timeout(time: 4, unit: 'HOURS')`. */
export function minutesOf(call: Call): number {
  const time = numberOf(argumentOf(call, "time"));
  const unit = plainText(named(call, "unit")) ?? "MINUTES";
  const factor = { MILLISECONDS: 1 / 60_000, SECONDS: 1 / 60, MINUTES: 1, HOURS: 60, DAYS: 1440 }[unit] ?? 1;
  return Math.ceil(time * factor);
}

function joinFolders(outer: string, inner: string): string {
  if (inner.startsWith("/") || outer === "") return inner;
  return `${outer}/${inner}`;
}

/** Variables that hold a secret only for a text that is made of it. */
function hidden(env: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(env).filter(([name]) => name.startsWith("CIG_SECRET_"));
}

/** What cig needs for itself is no variable of the author's. */
function withoutOwn(env: Readonly<Record<string, string>>): Record<string, string> {
  const own = /^(?:CIG_SECRET_|CIG_UNIT$|CIG_RUN$|CIG_OUTPUT$|GITHUB_OUTPUT$|CIG_BACKGROUND$)/;
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => !own.test(name) && !(name === "BASH_ENV" && value.endsWith("/cig-tools")),
    ),
  );
}

function undoubled(expr: Expr): Expr {
  if (expr.kind === "text") return { ...expr, text: expr.text.replaceAll("$$", "$") };
  if (expr.kind === "binary") return { ...expr, left: undoubled(expr.left), right: undoubled(expr.right) };
  return expr;
}
