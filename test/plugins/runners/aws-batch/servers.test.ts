import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { endServers, startedServer } from "../../cache/servers.ts";
import { fakeGitHub, launch } from "./launch.ts";

/** Amazon's command before a server of others; `.ci/stores` installs both and names them, and npm test passes them over. */
const { CIG_AWS: aws, CIG_MOTO: moto } = process.env;
const keys = { AWS_ACCESS_KEY_ID: "launcher", AWS_SECRET_ACCESS_KEY: "a-long/enough+secret" };
const path = aws ? `${join(aws, "..")}:${process.env.PATH}` : process.env.PATH!;

afterAll(endServers);

// Its jobs are over as soon as they are submitted, well or badly, and it does not tell what a machine was to have.
describe.skipIf(!aws || !moto)("moto", () => {
  const server = (port: string) => [moto!, "--host", "127.0.0.1", "--port", port];
  const usual = startedServer(server, openQueue);
  const failing = startedServer(server, openQueue, { MOTO_SIMPLE_BATCH_FAIL_AFTER: "0" });

  it("gets the job with what its agent is told, its time and its tags", async () => {
    const { env } = await fakeGitHub();
    const inputs = { endpoint: usual(), definition: "ci-runner", vcpus: "4", memory: "8GiB" };
    const { said } = await launch("github", { path, env: { ...env, ...keys }, inputs });
    const [, id = ""] = /\(job (\S+) of AWS Batch\)/.exec(said) ?? [];
    const { jobs } = ask(usual(), "batch describe-jobs", "--jobs", id) as { jobs: Record<string, unknown>[] };
    expect(jobs[0], said).toMatchObject({
      jobName: expect.stringMatching(/^batch-test-[0-9a-f]{12}$/),
      jobQueue: expect.stringMatching(/job-queue\/ci$/),
      jobDefinition: expect.stringMatching(/job-definition\/ci-runner:1$/),
      timeout: { attemptDurationSeconds: 2700 },
      tags: { "cig-repository": "acme/shop", "cig-machine": "batch-test" },
      container: {
        environment: expect.arrayContaining([
          { name: "ACTIONS_RUNNER_INPUT_JITCONFIG", value: "eyJqaXQifQ==" },
        ]),
      },
    });
  });

  it("says that a machine ended before its job came, or failed", async () => {
    const run = (endpoint: string) =>
      launch("buildkite", { path, env: keys, inputs: { endpoint, definition: "ci-runner" } });
    const ended = await run(usual());
    expect(ended.said).toMatch(
      /^The machine has ended before its job came.*\(job [0-9a-f-]{36} of AWS Batch\)\.\n$/,
    );
    const failed = await run(failing());
    expect(failed.said).toMatch(/^The machine cannot start: .*\(job [0-9a-f-]{36} of AWS Batch\)\.\n$/);
    expect([ended.status, failed.status]).toEqual([1, 1]);
  });

  it("knows no queue that nobody made", async () => {
    const inputs = { endpoint: usual(), definition: "ci-runner", queue: "another" };
    const { status, said } = await launch("circleci", { path, env: keys, inputs });
    expect(said).toMatch(/An error occurred[\s\S]*\nAWS Batch takes no job for the queue another\./);
    expect(status).toBe(1);
  });
});

/** A queue "ci" before an environment that nobody manages, and a definition "ci-runner". */
async function openQueue(url: string): Promise<void> {
  // Without it, jobs would run in Docker.
  const config = { method: "POST", body: JSON.stringify({ batch: { use_docker: false } }) };
  await fetch(`${url}/moto-api/config`, config);
  const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const role = ask(
    url,
    "iam create-role",
    "--role-name",
    "batch",
    "--assume-role-policy-document",
    trust,
  ) as {
    Role: { Arn: string };
  };
  ask(
    url,
    "batch create-compute-environment",
    "--compute-environment-name",
    "machines",
    "--type",
    "UNMANAGED",
    "--service-role",
    role.Role.Arn,
  );
  const order = "order=1,computeEnvironment=machines";
  ask(
    url,
    "batch create-job-queue",
    "--job-queue-name",
    "ci",
    "--state",
    "ENABLED",
    "--priority",
    "1",
    "--compute-environment-order",
    order,
  );
  const container = JSON.stringify({ image: "agent", command: ["start"], vcpus: 1, memory: 512 });
  ask(
    url,
    "batch register-job-definition",
    "--job-definition-name",
    "ci-runner",
    "--type",
    "container",
    "--container-properties",
    container,
  );
}

/** What Amazon's command says, as data. */
function ask(url: string, command: string, ...words: string[]): unknown {
  const all = [
    ...command.split(" "),
    ...words,
    "--endpoint-url",
    url,
    "--region",
    "eu-central-1",
    "--output",
    "json",
  ];
  const { stdout, stderr, status } = spawnSync(aws!, all, {
    env: { PATH: process.env.PATH, ...keys },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim() === "" ? {} : JSON.parse(stdout);
}
