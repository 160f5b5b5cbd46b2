import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { flatten, uploadedPipeline } from "../../../validators/buildkite.ts";

/** What the agent knows of a build. */
export const build: Readonly<Record<string, string>> = {
  BUILDKITE_BRANCH: "main",
  BUILDKITE_TAG: "",
  BUILDKITE_COMMIT: "0123456789abcdef0123456789abcdef01234567",
  BUILDKITE_BUILD_ID: "b-1",
  BUILDKITE_BUILD_NUMBER: "4",
  BUILDKITE_BUILD_URL: "https://buildkite.com/acme/app/builds/4",
  BUILDKITE_BUILD_CREATOR: "octocat",
  BUILDKITE_PIPELINE_DEFAULT_BRANCH: "main",
  BUILDKITE_PULL_REQUEST: "false",
  BUILDKITE_REPO: "git@example.org:acme/app.git",
  BUILDKITE_SOURCE: "webhook",
  BUILDKITE_RETRY_COUNT: "0",
  BUILDKITE_JOB_ID: "j-1",
};

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  /** What was asked of the agent and of Docker, a line a call. */
  readonly calls: string[];
  readonly folder: string;
}

export interface World {
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of the stub that answers for buildkite-agent, behind the one that notes the call. */
  readonly agent?: string;
  /** Values of the matrix that the job stands for. */
  readonly matrix?: Readonly<Record<string, string>>;
}

interface Step {
  readonly command: string;
  readonly env?: Record<string, string>;
}

/** Runs the command of the step `key` as the agent would: after the upload, by its own shell. */
export function runStep(
  content: string,
  key: string,
  { env = {}, agent = "", matrix = {} }: World = {},
): Ran {
  const root = mkdtempSync(join(tmpdir(), "cig-bk-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [bin, folder] = [join(root, "bin"), join(root, "work")];
  for (const path of [bin, folder]) mkdirSync(path);
  const log = join(root, "calls");
  writeFileSync(log, "");
  for (const [name, more] of [
    ["buildkite-agent", agent],
    ["docker", dockerStub],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/bash\nprintf '%s\\n' "${name} $*" >> "${log}"\n${more}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const all = { ...build, ...env };
  const pipeline = uploadedPipeline(content, all);
  const found = flatten(pipeline.steps).find((step) => step.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  const filled = JSON.stringify(found).replace(/\{\{\s*matrix\.([\w-]+)\s*\}\}/g, (_, axis: string) =>
    JSON.stringify(matrix[axis] ?? "").slice(1, -1),
  );
  // Without a matrix such a text stays as it is.
  const step = found.matrix === undefined ? (found as never as Step) : (JSON.parse(filled) as Step);
  const { status, stdout, stderr } = spawnSync("/bin/bash", ["-e", "-c", step.command], {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: root,
      TMPDIR: root,
      SHLVL: "1",
      BUILDKITE_BUILD_CHECKOUT_PATH: folder,
      ...all,
      ...(pipeline.env as Record<string, string>),
      ...step.env,
    },
  });
  return {
    status,
    out: stdout,
    err: stderr,
    calls: readFileSync(log, "utf8").split("\n").slice(0, -1),
    folder,
  };
}

/** What stands in a container runs here: `docker exec … NAME COMMAND`. */
const dockerStub = `[ "$1" = exec ] || exit 0
shift
while :; do case $1 in
  --workdir | --env) shift 2 ;;
  *) shift; exec "$@" ;;
esac; done`;
