import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { unescaped } from "../../../validators/circleci.ts";

type Node = Record<string, unknown>;

/** A place where the scripts of a job run as on CircleCI, with its own /tmp and programs of the test. */
export interface Machine {
  readonly place: string;
  /** Writes a file of the repository. */
  file(path: string, content?: string): void;
  /** Puts a program on the PATH. */
  program(name: string, script: string): void;
  git(...args: string[]): string;
  /** Runs the scripts of a job, commands of the file included, to the first that fails; `when` is heeded. */
  run(content: string, id: string, variables?: Readonly<Record<string, string>>): Ended;
}

export interface Ended {
  readonly code: number;
  readonly output: string;
}

export function openMachine(): Machine {
  const place = mkdtempSync(join(tmpdir(), "cig-circleci-"));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const repo = join(place, "repo");
  const bin = join(place, "bin");
  for (const folder of [repo, bin, join(place, "tmp")]) mkdirSync(folder);
  const here = (text: string) => text.replace(/(?<![\w/])\/tmp(?=\/)/g, join(place, "tmp"));
  const runStep = (step: Node, variables: Readonly<Record<string, string>>, usual: string): Ended => {
    const bashEnv = join(place, "bash-env");
    writeFileSync(bashEnv, "", { flag: "a" });
    const script = join(place, "script");
    writeFileSync(script, here(unescaped(String(step.command))));
    const own = Object.entries((step.environment ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name,
      here(unescaped(String(value))),
    ]);
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: place,
      ...variables,
      ...Object.fromEntries(own),
      BASH_ENV: bashEnv,
    };
    const [program, ...args] = here(String(step.shell ?? usual)).split(" ");
    let output = "";
    for (let left = Number(step.max_auto_reruns ?? 0); ; left--) {
      const { status, stdout, stderr } = spawnSync(program!, [...args, script], {
        cwd: repo,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
      output += stdout + stderr;
      writeFileSync(bashEnv, here(readFileSync(bashEnv, "utf8")));
      if (status === 0 || left === 0) return { code: status ?? -1, output };
    }
  };
  return {
    place,
    file(path, content = path) {
      mkdirSync(dirname(join(repo, path)), { recursive: true });
      writeFileSync(join(repo, path), content);
    },
    program(name, script) {
      writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    git(...args) {
      const env = { PATH: process.env.PATH!, HOME: place, GIT_CONFIG_NOSYSTEM: "1" };
      const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
      const { stdout, stderr, status } = spawnSync("git", [...who, ...args], {
        cwd: repo,
        env,
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
      return stdout.trim();
    },
    run(content, id, variables = {}) {
      const config = parse(content) as Record<string, Record<string, Node>>;
      const job = config.jobs![id]!;
      const usual = String(job.shell ?? "bash -eo pipefail");
      let code = 0;
      let output = "";
      for (const step of scriptsOf(job.steps as unknown[], config.commands ?? {})) {
        const when = step.when ?? "on_success";
        if (when === "on_success" ? code !== 0 : when === "on_fail" && code === 0) continue;
        const environment = { ...(job.environment as Node), ...(step.environment as Node) };
        const ended = runStep({ ...step, environment }, variables, usual);
        output += ended.output;
        code ||= ended.code;
      }
      return { code, output };
    },
  };
}

/** The `run` steps, in long form; commands are opened, and their parameters put in. */
function scriptsOf(steps: readonly unknown[], commands: Record<string, Node>): Node[] {
  return steps.flatMap((step): Node[] => {
    const [word, given] =
      typeof step === "string" ? [step, {}] : (Object.entries(step as Node)[0] as [string, Node]);
    if (word === "run") return [typeof given === "string" ? { command: given } : given];
    const command = commands[word];
    if (!command) return [];
    const text = JSON.stringify(command.steps).replace(
      /(?<!\\\\)<< parameters\.([\w-]+) >>/g,
      (_, name: string) => JSON.stringify(String(given[name])).slice(1, -1),
    );
    return scriptsOf(JSON.parse(text), commands);
  });
}
