import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { literalOf, runPlugin, UseKind } from "cig/sdk";
import { onTestFinished } from "vitest";
import awsBatch from "../../../../plugins/runners/aws-batch/plugin.ts";

type Provider = "github" | "buildkite" | "circleci";
type Words = Readonly<Record<string, string>>;

/** What the run itself says of itself, on each provider. */
const runs: Readonly<Record<Provider, Words>> = {
  github: {
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_RUN_ID: "4711",
    GITHUB_RUN_ATTEMPT: "2",
    GITHUB_SERVER_URL: "https://github.example",
  },
  buildkite: {
    BUILDKITE_BUILD_ID: "0190-aa",
    BUILDKITE_BUILD_URL: "https://buildkite.example/acme/shop/builds/7",
    BUILDKITE_PIPELINE_SLUG: "shop",
  },
  circleci: {
    CIRCLE_PROJECT_USERNAME: "acme",
    CIRCLE_PROJECT_REPONAME: "shop",
    CIRCLE_BUILD_URL: "https://circleci.example/7",
  },
};

/** What providers hand to the step where it names secrets. */
const secrets: Words = {
  AWS_ACCESS_KEY_ID: "key-id",
  AWS_SECRET_ACCESS_KEY: "key",
  RUNNER_TOKEN: "administrator",
};

export interface LaunchOptions {
  readonly inputs?: Words;
  /** Over all other variables; "" takes a secret away. */
  readonly env?: Words;
  /** The folders of commands. */
  readonly path?: string;
}

export interface Launched {
  readonly status: number | null;
  readonly said: string;
}

/** Runs the step that starts a machine for the job "test" of a runner "batch", as the provider does. */
export async function launch(provider: Provider, { inputs, env, path }: LaunchOptions): Promise<Launched> {
  const given = { queue: "ci", definition: "ci-runner:3", region: "eu-central-1", ...inputs };
  const { resources } = await runPlugin(awsBatch, "plan", {
    uses: [
      {
        id: "one",
        job: "test",
        kind: UseKind.RUNNER,
        name: "runners/aws-batch",
        inputs: Object.entries(given).map(([name, value]) => ({
          name,
          value: { case: "text", value: { parts: [{ kind: { case: "literal", value } }] } },
        })),
        runner: { id: "batch", os: "linux", arch: "amd64" },
        launch: { provider, timeoutMinutes: 30 },
      },
    ],
  });
  const kind = resources[0]?.kind;
  const step = kind?.case === "expansion" ? kind.value.steps[0] : undefined;
  if (step?.kind.case !== "run") throw new Error("There is no step.");
  const own = step.env.map(({ name, value }) => {
    const reference = value?.parts[0]?.kind;
    return [name, reference?.case === "reference" ? secrets[reference.value.path[1]!]! : literalOf(value)!];
  });
  const folder = mkdtempSync(join(tmpdir(), "cig-launch-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const all = {
    PATH: path ?? process.env.PATH!,
    TMPDIR: folder,
    HOME: folder,
    ...runs[provider],
    ...Object.fromEntries(own),
  };
  return bash(step.kind.value.script, { ...all, ...env });
}

function bash(script: string, env: Words): Promise<Launched> {
  return new Promise((resolve) => {
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], { env });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => said.push(bytes));
    child.on("close", (status) => resolve({ status, said: Buffer.concat(said).toString() }));
  });
}

/** A command `aws` that writes down what it is asked, and answers with the states of the job, the last one for ever. */
export function fakeAws(states: readonly string[] = ["RUNNABLE\tNone"]) {
  const folder = mkdtempSync(join(tmpdir(), "cig-aws-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const commands = join(folder, "bin");
  mkdirSync(commands);
  writeFileSync(join(folder, "states"), states.map((state) => `${state}\n`).join(""));
  const script = `#!/usr/bin/env bash
printf '%s\\n' "$*" >> "${folder}/calls"
printf '%s %s\\n' "\${AWS_ROLE_ARN:-}" "$(cat "\${AWS_WEB_IDENTITY_TOKEN_FILE:-/dev/null}")" > "${folder}/role"
for word; do
  case $word in file://*) cp "\${word#file://}" "${folder}/" ;; esac
done
case $2 in
  submit-job)
    [ -s "${folder}/states" ] || { echo "An error occurred (ClientException): JobQueue ci not found." >&2; exit 254; }
    echo job-1
    ;;
  describe-jobs)
    head -n 1 "${folder}/states"
    [ "$(wc -l < "${folder}/states")" -le 1 ] || { sed 1d "${folder}/states" > "${folder}/rest"; mv "${folder}/rest" "${folder}/states"; }
    ;;
esac
`;
  for (const [name, text] of [
    ["aws", script],
    ["sleep", "#!/bin/sh\n"],
  ] as const) {
    writeFileSync(join(commands, name), text);
    chmodSync(join(commands, name), 0o755);
  }
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "";
  return {
    path: `${commands}:${process.env.PATH}`,
    /** One line for each call. */
    calls: () =>
      read("calls")
        .split("\n")
        .filter((line) => line !== ""),
    json: (name: string) => JSON.parse(read(name)) as unknown,
    role: () => read("role").trim(),
  };
}

/** A folder of commands without one of them. */
export function pathWithout(command: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-path-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["bash", "cat", "mktemp", "rm", "od", "tr", "sed", "head", "wc", "cut", "curl"])
    if (name !== command)
      for (const place of ["/usr/bin", "/bin"])
        if (existsSync(join(place, name)) && !existsSync(join(folder, name)))
          cpSync(join(place, name), join(folder, name));
  return folder;
}

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** GitHub's interface as far as runners are registered by it. */
export async function fakeGitHub(
  status = 201,
  answer: unknown = { runner: { id: 23 }, encoded_jit_config: "eyJqaXQifQ==" },
) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (bytes: Buffer) => parts.push(bytes));
    request.on("end", () => {
      const { url = "", headers, method } = request;
      asked.push({ path: `${method} ${url}`, headers, body: JSON.parse(Buffer.concat(parts).toString()) });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer, null, 2));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, env: { GITHUB_API_URL: `http://127.0.0.1:${port}/api/v3` } };
}
