import {
  and,
  type Decision,
  decide,
  type Ending,
  folderOf,
  type Occasion,
  type ScriptRow,
  type ServiceRow,
  type StepRow,
  scriptOf,
  type Truth,
  toolchainOf,
} from "cig/sdk/testing";
import { judgeGuard } from "./guard.ts";
import { type Statement, statementsOf, type Word } from "./statements.ts";
import { type Known, textOfPieces, textOfSource } from "./text.ts";

/** What the script of a job means. */
export interface ReadScript {
  readonly steps: StepRow[];
  readonly services: ServiceRow[];
  readonly outputs: Record<string, string>;
  readonly env: Readonly<Record<string, string>>;
  image?: string;
  oidc: boolean;
  /** Questions that decide whether the job does anything. */
  readonly questions: string[];
  /** Keys of steps of which one job's must have ended well. */
  readonly any: string[];
  readonly secrets: Set<string>;
}

interface State extends ReadScript {
  env: Record<string, string>;
  known: Known;
  /** The question around the lines that are read. */
  guard: string | undefined;
  /** A value that the next line leaves as an output. */
  value: string;
  readonly paths: Map<string, readonly string[]>;
}

/** Reads a script of cig's, or one that people wrote, which is one step. */
export function readScript(command: string, known: Known, before: readonly StepRow[]): ReadScript {
  const own = { ...known.env };
  const state: State = {
    steps: [...before],
    services: [],
    outputs: {},
    env: own,
    oidc: false,
    questions: [],
    any: [],
    secrets: new Set(),
    known: { ...known, env: own },
    guard: undefined,
    value: "",
    paths: new Map(),
  };
  const head = readHead(command, state);
  const isParted =
    /^(?:step|keep|fetch|gather|report|share|restore_cache|keep_workspace|fetch_workspace)\(\) [{(]/m.test(
      command,
    );
  if (!isParted && !/^cig="cig-\$BUILDKITE_JOB_ID"$/m.test(command)) addPlain(head, state);
  else for (const statement of statementsOf(head)) readStatement(statement, state);
  return state;
}

/** Takes the questions of a job off its script; what is left is its work. */
function readHead(command: string, state: State): string {
  const question =
    /^if ! \{ (.*); \}; then\n {2}echo "There is nothing to do here\."\n {2}buildkite-agent meta-data set (?:\S+|'[^']*') true\n {2}exit 0\nfi\n?/ms;
  const match = question.exec(command);
  if (!match) return command;
  state.questions.push(match[1]!);
  for (const [, keys = ""] of match[1]!.matchAll(/\bended_well((?: [\w.:-]+)+)/g))
    state.any.push(...keys.trim().split(" "));
  return command.replace(question, "");
}

/** A script that is one step: what cig puts in front of it is taken off. */
function addPlain(command: string, state: State): void {
  const lines = withoutFunctions(command).split("\n");
  const env: Record<string, string> = {};
  let folder = "";
  let guard: string | undefined;
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const variable = readExport(line, state);
    const asked = /^if ! \{ (.*); \}; then echo "The step is left out\."; exit 0; fi$/.exec(line);
    if (variable?.text === "{{ oidc }}") continue;
    if (variable?.isOurs) env[variable.name] = variable.text;
    else if (asked) guard = asked[1];
    else if (/^echo (?:"--- .*"|'--- .*')$/.test(line)) continue;
    else if (line.startsWith("cd -- ")) folder = textOfSource(line.slice(6), state.known);
    else if (/^# A step asks for its identity token by: /.test(line)) state.oidc = true;
    else {
      if (line === "set -o pipefail" && lines.slice(at + 1).some((each) => /\|/.test(each) || each === line))
        at++;
      break;
    }
  }
  Object.assign(state.env, env);
  const script = scriptOf(lines.slice(at).join("\n"));
  if (script.trim() === "") return;
  state.guard = guard;
  addScript({ script, env: {}, folder, shell: "bash", status: "success", more: {} }, state);
  state.guard = undefined;
}

/** Functions of cig's at the head of a script. */
function withoutFunctions(command: string): string {
  return command.replace(
    /^(?:run_event|own_branch|repository|skipped|ended|ended_well)\(\) \{(?: #.*)?\n(?:.*\n)*?\}\n/gm,
    "",
  );
}

function readExport(
  line: string,
  state: State,
): { readonly name: string; readonly text: string; readonly isOurs: boolean } | undefined {
  const token = /^([A-Za-z_]\w*)=\$\(buildkite-agent oidc request-token.*\); export \1$/s.exec(line);
  if (token) {
    state.oidc = true;
    return { name: token[1]!, text: "{{ oidc }}", isOurs: true };
  }
  const match = /^export ([A-Za-z_]\w*)=(.*)$/s.exec(line) ?? /^([A-Za-z_]\w*)=(.*); export \1$/s.exec(line);
  if (!match) return undefined;
  const text = textOfSource(match[2]!, state.known);
  return { name: match[1]!, text, isOurs: /\{\{ [\w.-]+ \}\}/.test(text) };
}

function readStatement(statement: Statement, state: State): void {
  const { text } = statement;
  if (/^if \[ "\$status" -eq 0 \]; then$/.test(text) || text === 'exit "$status"') return;
  const guard = /^if (.*); then$/s.exec(text);
  if (guard) state.guard = guard[1];
  else if (text === "fi") state.guard = undefined;
  else if (/^# A step asks for its identity token by: /.test(text)) state.oidc = true;
  else if (/^export (?:CIG_TEMP|BASH_ENV|DOCKER_CONFIG)=/.test(text)) return;
  else if (!readLine(text, state) && statement.words) readCommand(statement.words, statement.document, state);
}

/** Lines that are known by their beginning; true for one of them. */
function readLine(text: string, state: State): boolean {
  const variable = readExport(text, state);
  if (variable) {
    if (variable.text !== "{{ oidc }}") state.env[variable.name] = variable.text;
    return true;
  }
  const value = /^value=(.*)$/s.exec(text);
  if (value) {
    state.value = textOfSource(value[1]!, state.known);
    return true;
  }
  const output = /buildkite-agent meta-data set [\w-]+\.outputs\.([\w-]+) "\$value"$/.exec(text);
  if (output) {
    state.outputs[output[1]!] = state.value;
    return true;
  }
  const wait = /^until (?:timeout \d+ )?docker exec "\$cig-([\w.-]+)" /.exec(text);
  if (wait) {
    const index = state.services.findIndex(({ name }) => name === wait[1]);
    if (index >= 0) state.services[index] = { ...state.services[index]!, waitsUntilReady: true };
    return true;
  }
  const paths = /^(paths_\d+)=\((.*)\)$/s.exec(text);
  if (paths) {
    const [list] = statementsOf(paths[2]!);
    state.paths.set(
      paths[1]!,
      (list?.words ?? []).map(({ pieces }) => textOfPieces(pieces, state.known)),
    );
    return true;
  }
  const login = /^printf %s (.*) \|/.exec(text);
  if (login) {
    noteSecrets(textOfSource(login[1]!, state.known), state);
    return true;
  }
  if (/docker run --detach/.test(text)) return readContainer(text, state);
  if (/^(?:\{ \[ "\$\(own_branch\)" |after \w+ \{ \[ |after \w+ save_cache |save_cache )/.test(text)) {
    addSave(text, state);
    return true;
  }
  return /^(?:cache_\d+=|echo "--- |trap |: > |mkdir |waited=|cig=|docker (?:network|login))/.test(text);
}

function addSave(text: string, state: State): void {
  const name = /\$\{(paths_\d+)\[@\]\}/.exec(text)?.[1];
  state.steps.push({
    kind: "cache",
    paths: state.paths.get(name ?? "") ?? [],
    mode: "save",
    ...timeOf("success", state),
  });
}

/** A server beside the job, or the container that the job runs in. */
function readContainer(text: string, state: State): boolean {
  const statement = statementsOf(text.replace(/ > \/dev\/null$/, ""))[0];
  const words = statement?.words ?? [];
  const env: Record<string, string> = {};
  const start = words.findIndex(({ plain }) => plain === "docker");
  const assigned = new Map(words.slice(0, start).flatMap((word) => assignmentOf(word, state)));
  const ports: string[] = [];
  let name = "";
  let image = "";
  for (let at = start + 3; at < words.length; at++) {
    const word = words[at]!;
    const value = words[at + 1];
    if (word.plain === "--name") name = value?.source.replace(/^"\$cig-|"$/g, "") ?? "";
    else if (word.plain === "--publish") ports.push(portOf(value?.plain ?? ""));
    else if (word.plain === "--env") {
      const given = value ? textOfPieces(value.pieces, state.known) : "";
      const [key = "", ...rest] = given.split("=");
      if (rest.length > 0) env[key] = rest.join("=");
      else if (assigned.has(key)) env[key] = assigned.get(key)!;
    } else if (
      !["--network", "--network-alias", "--volume", "--workdir", "--entrypoint"].includes(word.plain ?? "")
    ) {
      image = /^-/.test(word.plain ?? "") ? image : textOfPieces(word.pieces, state.known);
      if (name === "job" && image !== "") break;
      continue;
    }
    at++;
  }
  for (const text of Object.values(env)) noteSecrets(text, state);
  if (name === "job") state.image = image;
  else state.services.push({ name, image, ports: ports.sort(), env, waitsUntilReady: false });
  return true;
}

function portOf(published: string): string {
  const [host = "", container = ""] = published.split(":");
  return host === container ? container : published;
}

function assignmentOf(word: Word, state: State): [string, string][] {
  const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.source);
  return match ? [[match[1]!, textOfSource(match[2] === "" ? "''" : match[2]!, state.known)]] : [];
}

/** `NAME=VALUE after always may_fail step "Name" in_folder app …` and the functions of cig. */
function readCommand(words: readonly Word[], document: string | undefined, state: State): void {
  let at = 0;
  const env: Record<string, string> = {};
  for (; at < words.length; at++) {
    const [pair] = assignmentOf(words[at]!, state);
    if (!pair) break;
    env[pair[0]] = pair[1];
  }
  let status: Status = "success";
  const more: { continueOnError?: boolean; background?: boolean } = {};
  for (; at < words.length; at++) {
    const { plain } = words[at]!;
    if (plain === "after") status = (words[++at]?.plain ?? "success") as Status;
    else if (plain === "may_fail") more.continueOnError = true;
    else if (plain === "background") more.background = true;
    else break;
  }
  const verb = words[at]?.plain ?? "";
  const rest = words.slice(at + 1);
  const texts = rest.map(({ pieces }) => textOfPieces(pieces, state.known));
  if (verb === "step" && document !== undefined) readStep(texts, rest, document, env, status, more, state);
  else readOwn(verb, texts, rest, status, state);
}

type Status = "success" | "failure" | "always";

function readStep(
  texts: readonly string[],
  words: readonly Word[],
  document: string,
  env: Record<string, string>,
  status: Status,
  more: { readonly continueOnError?: boolean; readonly background?: boolean },
  state: State,
): void {
  const [name = "", ...rest] = texts;
  let folder = "";
  let shell = "bash";
  let seconds = 0;
  let retries = 0;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === "retry") {
      retries = Number(rest[at + 1]);
      at += 2;
    } else if (word === "in_folder") folder = rest[++at] ?? "";
    else if (word === "within" || word === "timeout") seconds = Number(rest[++at]);
    else if (word === "bash" && rest[at + 1] === "-c" && words[at + 2]?.plain === '"$@"') at += 3;
    else if (word !== "in_container") {
      shell = word === "python3" ? "python" : word;
      break;
    }
  }
  const { CIG_OUTPUT: _, GITHUB_OUTPUT: __, ...own } = env;
  const toolchain = toolchainOf(name, own);
  if (toolchain) state.steps.push({ ...toolchain, ...timeOf(status, state) });
  else
    addScript(
      {
        script: scriptOf(document),
        env: own,
        folder,
        shell,
        status,
        more: { ...more, timeoutMinutes: seconds / 60, retries },
      },
      state,
    );
}

function addScript(
  {
    script,
    env,
    folder,
    shell,
    status,
    more,
  }: {
    readonly script: string;
    readonly env: Record<string, string>;
    readonly folder: string;
    readonly shell: string;
    readonly status: Status;
    readonly more: Partial<ScriptRow>;
  },
  state: State,
): void {
  const all = { ...state.env, ...env };
  for (const text of Object.values(all)) noteSecrets(text, state);
  const time = decided(status, state);
  state.steps.push({
    kind: "run",
    script,
    env: all,
    workingDirectory: folderOf(folder),
    shell,
    runsOn: time.runsOn,
    runsAfter: time.runsAfter,
    isGuarded: time.isGuarded,
    timeoutMinutes: 0,
    continueOnError: false,
    background: false,
    retries: 0,
    ...more,
  });
}

/** Functions of cig that leave, get, keep or show files, and git. */
function readOwn(
  verb: string,
  texts: readonly string[],
  words: readonly Word[],
  status: Status,
  state: State,
): void {
  const time = timeOf(status, state);
  const [first = "", second = "", ...rest] = texts;
  const last = state.steps.at(-1);
  switch (verb) {
    case "keep":
      state.steps.push({ kind: "upload", name: first, paths: rest, ...time });
      break;
    case "keep_workspace":
      state.steps.push({ kind: "upload", name: first, paths: [second, ...rest].filter(Boolean), ...time });
      break;
    case "fetch":
      state.steps.push({ kind: "download", name: first, path: folderOf(second), ...time });
      break;
    case "fetch_workspace":
      state.steps.push({ kind: "download", name: first, path: "", ...time });
      break;
    case "report":
      state.steps.push({
        kind: "report",
        report: ["cobertura", "jacoco", "lcov"].includes(first) ? "coverage" : first,
        paths: rest,
        ...time,
      });
      break;
    case "restore_cache": {
      const name = /\$\{(paths_\d+)\[\*\]\}/.exec(words[0]?.source ?? "")?.[1];
      state.steps.push({ kind: "cache", paths: state.paths.get(name ?? "") ?? [], mode: "restore", ...time });
      break;
    }
    case "git":
      if (last?.kind === "checkout" || first === "init" || first === "fetch") readGit(texts, state);
      break;
    default:
      break;
  }
}

/** What git does behind the agent's checkout, or in its place. */
function readGit(texts: readonly string[], state: State): void {
  const plain = texts[0] === "-C" ? texts.slice(2) : texts;
  const index = state.steps.findLastIndex(({ kind }) => kind === "checkout");
  const last = state.steps[index];
  const change = (part: object) => {
    if (last?.kind === "checkout") state.steps[index] = { ...last, ...part };
  };
  const [verb, ...rest] = plain;
  if (verb === "init")
    state.steps.push({ kind: "checkout", ref: "", depth: 1, submodules: false, lfs: false });
  else if (verb === "submodule") change({ submodules: true });
  else if (verb === "lfs") change({ lfs: true });
  else if (verb === "fetch" && rest.length > 0) {
    const ref = rest.at(-1)!;
    const depth = rest.indexOf("--depth");
    change({
      ref: ref === "{{ git.sha }}" ? "" : ref,
      ...(texts[0] === "-C" && { depth: depth < 0 ? 0 : Number(rest[depth + 1]) }),
    });
  }
}

/** When a step runs, by its status and the question around it. */
function decided(status: Status, state: State): Decision {
  const { guard } = state;
  return decide((occasion: Occasion, ending: Ending): Truth => {
    if (ending === "failure" ? status === "success" : status === "failure") return false;
    return guard === undefined ? true : and([judgeGuard(guard, occasion, ending, state.known)]);
  });
}

function timeOf(status: Status, state: State) {
  const { runsOn, runsAfter } = decided(status, state);
  return { runsOn, runsAfter };
}

function noteSecrets(text: string, state: State): void {
  for (const [, name] of text.matchAll(/\{\{ secrets\.([\w-]+) \}\}/g)) state.secrets.add(name!);
}
