import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** How a script ended, and what it said on both streams. */
export interface Ended {
  readonly code: number;
  readonly said: string;
}

let scripts = 0;

/** Runs a script from a file, as runners do; `command` is the interpreter with `{0}` where the file goes. */
export function runScript(
  script: string,
  command: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>>; temp: string; seconds?: number },
): Ended {
  const file = join(options.temp, `script-${scripts++}`);
  writeFileSync(file, script);
  const [program, ...args] = command.map((word) => word.replaceAll("{0}", file));
  return run(program!, args, options);
}

/** Runs a program to its end; what it started in the background may live on. */
export function run(
  program: string,
  args: readonly string[],
  { cwd, env, seconds = 200 }: { cwd: string; env: Readonly<Record<string, string>>; seconds?: number },
): Ended {
  const done = spawnSync(program, [...args], {
    cwd,
    env,
    encoding: "utf8",
    timeout: seconds * 1000,
    killSignal: "SIGKILL",
    input: "",
    maxBuffer: 1 << 26,
  });
  const said = `${done.stdout ?? ""}${done.stderr ?? ""}${done.error ? `${done.error}\n` : ""}`;
  return { code: done.status ?? 128, said };
}
