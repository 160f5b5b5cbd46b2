import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { temporaryFolder } from "../../../temporary.ts";
import { render } from "./requests.ts";

/** A step of a rendered job, as YAML has it. */
export interface Rendered {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
  readonly "timeout-minutes"?: number;
}

/** How a step ended, and what it left behind. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly summary: string;
  readonly variables: string;
  readonly outputs: string;
}

/** Folders of a runner on this machine. */
export interface Machine {
  readonly workspace: string;
  readonly temp: string;
  /** Writes a file of the workspace; its folders are made. */
  write(path: string, content: string | Uint8Array, mode?: number): void;
  /** Runs a step's script as the runner would. `env` comes on top of the step's, with what the job gives. */
  run(step: Rendered, env?: Readonly<Record<string, string>>, folder?: string): Ran;
}

/** An empty runner. `sh` runs scripts without a shell of their own in sh, as in a small container. */
export function openMachine({ sh = false } = {}): Machine {
  const root = temporaryFolder("cig-github-");
  const [workspace, temp] = [join(root, "workspace"), join(root, "temp")];
  mkdirSync(workspace);
  mkdirSync(temp);
  let count = 0;
  return {
    workspace,
    temp,
    write(path, content, mode) {
      const file = join(workspace, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      if (mode !== undefined) chmodSync(file, mode);
    },
    run(step, env = {}, folder = "") {
      const base = join(temp, `step-${count++}`);
      const files = { summary: `${base}-summary`, env: `${base}-env`, output: `${base}-output` };
      for (const file of Object.values(files)) writeFileSync(file, "");
      writeFileSync(base, step.run!);
      const [program, ...args] = commandOf(step.shell ?? (sh ? "sh" : "")).map((word) =>
        word.replaceAll("{0}", base),
      );
      const ended = spawnSync(program!, args, {
        cwd: join(workspace, step["working-directory"] ?? folder),
        encoding: "utf8",
        timeout: 120_000,
        env: {
          PATH: process.env.PATH!,
          HOME: root,
          GITHUB_WORKSPACE: workspace,
          RUNNER_TEMP: temp,
          GITHUB_STEP_SUMMARY: files.summary,
          GITHUB_ENV: files.env,
          GITHUB_OUTPUT: files.output,
          ...env,
          ...Object.fromEntries(
            Object.entries(step.env ?? {}).map(([key, value]) => [key, fill(String(value), temp)]),
          ),
        },
      });
      const read = (file: string) => readFileSync(file, "utf8");
      return {
        code: ended.status,
        out: ended.stdout + ended.stderr,
        summary: read(files.summary),
        variables: read(files.env),
        outputs: read(files.output),
      };
    },
  };
}

/** The steps of the job `a`; nothing may be said against it. */
export async function stepsOf(
  output: Parameters<typeof render>[0],
  expected: readonly string[] = [],
): Promise<Rendered[]> {
  const { content, codes, diagnostics } = await render(output);
  if (codes.some((code) => !expected.includes(code)))
    throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return parse(content).jobs.a.steps;
}

/** What GitHub yields for the only expressions that these tests have. */
function fill(text: string, temp: string): string {
  return text.replaceAll("${{ runner.temp }}", temp).replaceAll("${{ '${{' }}", "${{");
}

/** The program and its arguments, as the runner starts them: it knows double quotes and backslashes before them. */
export function commandOf(shell: string): string[] {
  const known: Readonly<Record<string, string>> = {
    "": "bash -e {0}",
    bash: "bash --noprofile --norc -eo pipefail {0}",
    sh: "sh -e {0}",
    python: "python3 {0}",
  };
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  const line = known[shell] ?? shell;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === "\\" && line[at + 1] === '"') word = `${word ?? ""}${line[++at]}`;
    else if (character === '"') {
      quoted = !quoted;
      word ??= "";
    } else if (character === " " && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}
