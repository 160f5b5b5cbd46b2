import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type World, write } from "../world.ts";
import type { Env } from "./interpolate.ts";

/** What jobs call the agent, and what it keeps. */
export interface Agent {
  readonly bin: string;
  readonly store: string;
}

export function openAgent(world: World): Agent {
  const bin = join(world.root, "bin");
  const store = join(world.store, "buildkite");
  mkdirSync(bin, { recursive: true });
  copyFileSync(fileURLToPath(new URL("./agent.mjs", import.meta.url)), join(bin, "agent.mjs"));
  write(
    join(bin, "buildkite-agent"),
    `${quick}exec "${process.execPath}" "${join(bin, "agent.mjs")}" "$@"\n`,
  );
  chmodSync(join(bin, "buildkite-agent"), 0o755);
  rmSync(store, { recursive: true, force: true });
  write(join(store, "secrets.json"), JSON.stringify(world.secrets));
  return { bin, store };
}

/** A pipeline that a job has uploaded, and the environment in which it did. */
export interface Upload {
  readonly pipeline: string;
  readonly env: Env;
}

/** What was uploaded since this was asked the last time, in order. */
export function takeUploads({ store }: Agent): Upload[] {
  const folder = join(store, "uploads");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort();
  const uploads = names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Upload);
  rmSync(folder, { recursive: true });
  return uploads;
}

/** What scripts ask often, without Node, which takes long to start. */
const quick = `#!/bin/bash
if [[ "$1 $2" == "meta-data exists" && $3 =~ ^[A-Za-z0-9:_.-]+$ ]]; then
  [ -e "$AGENT_STORE/meta/\${3//:/%3A}" ] || exit 100
  exit 0
fi
if [[ "$1 $2 $4" == "step get --step" ]]; then
  outcome=
  if [ -e "$AGENT_STORE/outcomes/$5" ]; then outcome=$(< "$AGENT_STORE/outcomes/$5")
  elif [ "$5" != "$BUILDKITE_STEP_ID" ]; then exit 1; fi
  case "$3 $outcome" in
    "state ") echo running ;;
    "state "*) echo finished ;;
    *" not run") echo neutral ;;
    *) echo "$outcome" ;;
  esac
  exit 0
fi
`;
