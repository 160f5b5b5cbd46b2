import { describe, expect, it } from "vitest";
import { fakeAws, fakeGitHub, launch, pathWithout } from "./launch.ts";

const isGone = { GITHUB_API_URL: "http://127.0.0.1:1" };

describe("the script that starts a machine", () => {
  it("registers one runner for the run, and submits one job that starts it", async () => {
    const { asked, env } = await fakeGitHub();
    const aws = fakeAws(["SUBMITTED\tNone", "RUNNABLE\tNone"]);
    const { status, said } = await launch("github", {
      env,
      path: aws.path,
      inputs: { vcpus: "4", memory: "8GiB", share_identifier: "ci" },
    });
    expect(said).toMatch(
      /^The machine batch-test-[0-9a-f]{12} is on its way: job job-1 of AWS Batch, RUNNABLE\.\n$/,
    );
    expect(status).toBe(0);
    const [, name] = /machine (\S+) is/.exec(said)!;
    expect(asked).toHaveLength(1);
    expect(asked[0]!.path).toBe("POST /api/v3/repos/acme/shop/actions/runners/generate-jitconfig");
    expect(asked[0]!.headers.authorization).toBe("Bearer administrator");
    expect(asked[0]!.body).toEqual({
      name,
      runner_group_id: 1,
      labels: ["batch-test-4711-2"],
      work_folder: "_work",
    });
    const [submit, first, second, ...more] = aws.calls();
    expect(submit!.replace(/file:\S+\//g, "file:")).toBe(
      `batch submit-job --job-name ${name} --job-queue ci --job-definition ci-runner:3 --container-overrides file:overrides.json --tags file:tags.json --retry-strategy attempts=1 --timeout attemptDurationSeconds=2700 --share-identifier ci --query jobId --region eu-central-1 --output text`,
    );
    expect(first).toContain("batch describe-jobs --jobs job-1 ");
    expect([second, more]).toEqual([first, []]);
    expect(aws.json("overrides.json")).toEqual({
      environment: [{ name: "ACTIONS_RUNNER_INPUT_JITCONFIG", value: "eyJqaXQifQ==" }],
      resourceRequirements: [
        { type: "VCPU", value: "4" },
        { type: "MEMORY", value: "8192" },
      ],
    });
    expect(aws.json("tags.json")).toEqual({
      "cig-repository": "acme/shop",
      "cig-run": "https://github.example/acme/shop/actions/runs/4711",
      "cig-machine": "batch-test",
    });
  });

  it("registers it at an organization, with its group and labels", async () => {
    const { asked, env } = await fakeGitHub();
    const inputs = { organization: "acme", group: "3", labels: "gpu" };
    const { status } = await launch("github", { env, path: fakeAws().path, inputs });
    expect(status).toBe(0);
    expect(asked[0]!.path).toBe("POST /api/v3/orgs/acme/actions/runners/generate-jitconfig");
    expect(asked[0]!.body).toMatchObject({ runner_group_id: 3, labels: ["batch-test-4711-2", "gpu"] });
  });

  it("starts Buildkite's agent for this build's job alone", async () => {
    const aws = fakeAws();
    const { status, said } = await launch("buildkite", { path: aws.path, inputs: { agent_queue: "large" } });
    expect(status, said).toBe(0);
    expect(aws.json("overrides.json")).toEqual({
      environment: [
        { name: "BUILDKITE_AGENT_NAME", value: expect.stringMatching(/^batch-test-[0-9a-f]{12}$/) },
        { name: "BUILDKITE_AGENT_TAGS", value: "queue=large,machine=batch-test-0190-aa" },
        { name: "BUILDKITE_AGENT_DISCONNECT_AFTER_JOB", value: "true" },
        { name: "BUILDKITE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT", value: "600" },
      ],
    });
  });

  it("starts CircleCI's runner for one task", async () => {
    const aws = fakeAws();
    const { status, said } = await launch("circleci", {
      path: aws.path,
      inputs: { resource_class: "acme/batch" },
    });
    expect(status, said).toBe(0);
    expect(aws.json("overrides.json")).toEqual({
      environment: [
        { name: "CIRCLECI_RUNNER_NAME", value: expect.stringMatching(/^batch-test-[0-9a-f]{12}$/) },
        { name: "CIRCLECI_RUNNER_MODE", value: "single-task" },
        { name: "CIRCLECI_RUNNER_IDLE_TIMEOUT", value: "600s" },
        { name: "CIRCLECI_RUNNER_MAX_RUN_TIME", value: "5h" },
      ],
    });
  });

  it("takes on the role with the token of the run", async () => {
    const aws = fakeAws();
    const inputs = { role: "arn:aws:iam::123456789012:role/ci" };
    const { status } = await launch("buildkite", {
      path: aws.path,
      inputs,
      env: { AWS_ID_TOKEN: "who-i-am" },
    });
    expect(status).toBe(0);
    expect(aws.role()).toBe("arn:aws:iam::123456789012:role/ci who-i-am");
  });

  it("shows no secret to who can list the processes of the machine, or read the log", async () => {
    const { env } = await fakeGitHub();
    const aws = fakeAws();
    const { said } = await launch("github", { env, path: aws.path });
    expect([said, ...aws.calls()].join("\n")).not.toMatch(/eyJqaXQifQ|administrator/);
  });

  it("goes on when a machine has been taken, and is not being made yet", async () => {
    const aws = fakeAws(["SUBMITTED\tNone"]);
    const { status, said } = await launch("buildkite", { path: aws.path });
    expect(status).toBe(0);
    expect(said).toContain("SUBMITTED");
    expect(aws.calls()).toHaveLength(16);
  });
});

describe("a machine that would not come", () => {
  it("is told where the command aws is not", async () => {
    const { status, said } = await launch("github", { env: isGone, path: pathWithout("aws") });
    expect(said).toMatch(/^::error::There is no command aws here, which starts the machine: install it/);
    expect(status).toBe(1);
  });

  it.each([
    [
      "keys of AWS",
      "github",
      {},
      { AWS_SECRET_ACCESS_KEY: "" },
      /^::error::AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: pull requests of forks/,
    ],
    [
      "a token of GitHub",
      "github",
      {},
      { CIG_RUNNER_TOKEN: "" },
      /^::error::There is no token to register a runner with: pull requests of forks/,
    ],
    [
      "an identity token",
      "buildkite",
      { role: "arn:aws:iam::123456789012:role/ci" },
      {},
      /^There is no identity token in AWS_ID_TOKEN/,
    ],
  ] as const)("is told where there is no %s", async (_, provider, inputs, env, message) => {
    const aws = fakeAws();
    const { status, said } = await launch(provider, { inputs, env: { ...isGone, ...env }, path: aws.path });
    expect(said).toMatch(message);
    expect([status, aws.calls()]).toEqual([1, []]);
  });

  it("is told where GitHub refuses", async () => {
    const { env } = await fakeGitHub(403, { message: "Resource not accessible by personal access token" });
    const aws = fakeAws();
    const { status, said } = await launch("github", { env, path: aws.path });
    expect(said).toMatch(
      /^::error::GitHub registers no runner for repos\/acme\/shop \(status 403: Resource not accessible by personal access token\)\. The token needs/,
    );
    expect([status, aws.calls()]).toEqual([1, []]);
  });

  it("is told where GitHub cannot be reached, or answers with nothing", async () => {
    const aws = fakeAws();
    const gone = await launch("github", { env: isGone, path: aws.path });
    expect(gone.said).toContain("::error::http://127.0.0.1:1 cannot be reached.");
    const { env } = await fakeGitHub(201, {});
    const empty = await launch("github", { env, path: aws.path });
    expect(empty.said).toMatch(
      /^::error::GitHub has registered a runner, and does not say how to start it\./,
    );
    expect([gone.status, empty.status, aws.calls()]).toEqual([1, 1, []]);
  });

  it("is told where the agent would have to be told more than AWS takes", async () => {
    const { env } = await fakeGitHub(201, { encoded_jit_config: "e".repeat(8200) });
    const aws = fakeAws();
    const { status, said } = await launch("github", { env, path: aws.path });
    expect(said).toContain("longer than the 8192 characters that AWS takes");
    expect([status, aws.calls()]).toEqual([1, []]);
  });

  it("is told where the queue is not there, with what AWS says", async () => {
    const { status, said } = await launch("buildkite", { path: fakeAws([]).path });
    expect(said).toMatch(
      /JobQueue ci not found\.\nAWS Batch takes no job for the queue ci\. What it says stands above\.\n$/,
    );
    expect(status).toBe(1);
  });

  it("is told where its job fails at once, and why", async () => {
    const aws = fakeAws(["SUBMITTED\tNone", "FAILED\tCannotPullContainerError: not found"]);
    const { status, said } = await launch("buildkite", { path: aws.path });
    expect(said).toBe(
      "The machine cannot start: CannotPullContainerError: not found (job job-1 of AWS Batch).\n",
    );
    expect(status).toBe(1);
  });

  it("is told where its image runs no agent", async () => {
    const { status, said } = await launch("buildkite", { path: fakeAws(["SUCCEEDED\tNone"]).path });
    expect(said).toContain("The machine has ended before its job came, so that it runs no agent");
    expect(status).toBe(1);
  });
});
