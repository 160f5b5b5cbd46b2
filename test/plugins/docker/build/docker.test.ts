import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  create,
  type Expression,
  Function as Fn,
  type MessageInitShape,
  reference,
  type TextPiece,
  text,
  ValueSchema,
} from "cig/sdk";
import { describe, expect, it } from "vitest";
import docker from "../../../../plugins/docker/build/plugin.ts";
import { see } from "../../repository.ts";
import { expansionsOf, packageUse, planned, remarksOf, stepUse, table, toolchainOf } from "../../request.ts";

type ValueInit = MessageInitShape<typeof ValueSchema>;

const plain = (name: string, ...value: TextPiece[]) => ({
  name,
  value: { case: "text" as const, value: text(...value) },
});
const other = (name: string, value: ValueInit) => ({ name, value: { case: "other" as const, value } });
const flag = (name: string, value: boolean) =>
  other(name, create(ValueSchema, { kind: { case: "boolean", value } }));
const list = (name: string, ...items: string[]) =>
  other(
    name,
    create(ValueSchema, {
      kind: {
        case: "list",
        value: { items: items.map((value) => create(ValueSchema, { kind: { case: "text", value } })) },
      },
    }),
  );

const entries = (name: string, values: Record<string, string>) =>
  other(
    name,
    create(ValueSchema, {
      kind: {
        case: "table",
        value: {
          entries: Object.entries(values).map(([key, value]) => ({
            key,
            value: { kind: { case: "text" as const, value } },
          })),
        },
      },
    }),
  );

async function stepsOf(...inputs: ReturnType<typeof plain | typeof other>[]) {
  const [expansion] = expansionsOf(await planned(docker, { uses: [stepUse("docker/build", { inputs })] }));
  return expansion!.steps.map(toolchainOf);
}

describe("detect", () => {
  it("gives weak facts about folders with a Dockerfile", async () => {
    const seen = await see(docker, {
      Dockerfile: "# syntax=docker/dockerfile:1\nARG RUBY=3.3\nFROM ruby:$RUBY AS base\n",
      "Dockerfile.worker": "FROM ruby:3.3",
      "apps/api/Containerfile": "from node:22\n",
    });
    expect(seen.facts).toEqual({ "docker.root": ".", "docker[apps/api].root": "apps/api" });
    expect(seen.evidence).toEqual({
      "docker.root": ["Dockerfile:3", "Dockerfile.worker:1"],
      "docker[apps/api].root": ["apps/api/Containerfile:1"],
    });
    expect(seen.confidence).toEqual({ "docker.root": 0.5, "docker[apps/api].root": 0.4 });
    expect(seen.signals).toEqual(["dockerfile_detected"]);
  });

  it("takes nothing for a Dockerfile that builds something else", async () => {
    const seen = await see(docker, {
      ".devcontainer/Dockerfile": "FROM ruby:3.3",
      "test/images/Dockerfile": "FROM ruby:3.3",
      "Dockerfile.erb": "FROM ruby:<%= version %>",
      "Dockerfile.example": "FROM ruby:3.3",
      "Dockerfile.dev": "FROM ruby:3.3",
      "web/Dockerfile.playwright": "FROM node:22",
      "docker/test.Dockerfile": "FROM node:22",
      "empty/Dockerfile": "# FROM ruby:3.3\n",
      "binary/Dockerfile": new Uint8Array([0, 1, 2]),
    });
    expect(seen).toMatchObject({ facts: {}, signals: [], remarks: [] });
  });
});

describe('packages = ["docker"]', () => {
  it("sets Buildx up", async () => {
    const [expansion] = expansionsOf(await planned(docker, { uses: [packageUse("docker")] }));
    expect(expansion!.steps).toHaveLength(1);
    expect(toolchainOf(expansion!.steps[0])).toMatchObject({
      tool: "docker",
      native: [
        {
          provider: "github",
          uses: "docker/setup-buildx-action",
          pin: "37fe631027851001ddb9b187196cc803df7f5f0e",
          version: "v4.3.0",
          with: [],
        },
      ],
    });
  });

  it("spares the job's build steps the same", async () => {
    const uses = [packageUse("docker"), stepUse("docker/build")];
    const [first, second] = expansionsOf(await planned(docker, { uses }));
    expect(first!.steps.map((step) => toolchainOf(step).tool)).toEqual(["docker"]);
    expect(second!.steps.map((step) => toolchainOf(step).tool)).toEqual(["docker-build"]);
  });
});

describe("a docker/build step", () => {
  it("builds the checkout, keeps layers and pushes nothing by default", async () => {
    const [buildx, build] = await stepsOf(plain("target", "release"), flag("push", false));
    expect(buildx!.tool).toBe("docker");
    expect(build!.native).toMatchObject([
      {
        provider: "github",
        uses: "docker/build-push-action",
        pin: "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a",
        version: "v7.3.0",
      },
    ]);
    expect(table(build!.native[0]!.with)).toEqual({
      context: ".",
      target: "release",
      push: "false",
      "cache-from": "type=gha,scope=test",
      "cache-to": "type=gha,mode=max,scope=test",
    });
    expect(table(build!.fallbackEnv)).toEqual({ DOCKER_BUILD_CONTEXT: ".", DOCKER_BUILD_TARGET: "release" });
  });

  it("hands everything on, names of the run included", async () => {
    const steps = await stepsOf(
      plain("context", "api"),
      plain("file", "api/Dockerfile.web"),
      plain("tag", "ghcr.io/acme/api:", reference("git.sha"), ", ghcr.io/acme/api:latest"),
      list("tags", "ghcr.io/acme/api:{{ git.branch }}"),
      list("platforms", "linux/amd64", "linux/arm64"),
      other(
        "build_args",
        create(ValueSchema, {
          kind: {
            case: "table",
            value: {
              entries: [
                { key: "Z", value: { kind: { case: "text", value: "two words" } } },
                { key: "A", value: { kind: { case: "integer", value: 1n } } },
              ],
            },
          },
        }),
      ),
      flag("push", true),
      flag("cache", false),
      plain("registry", "ghcr.io"),
      plain("username", reference("run.actor")),
      plain("password", reference("secrets.TOKEN")),
    );
    expect(steps.map(({ tool }) => tool)).toEqual(["qemu", "docker", "docker-login", "docker-build"]);
    expect(table(steps[2]!.native[0]!.with)).toEqual({
      registry: "ghcr.io",
      username: "{{ run.actor }}",
      password: "{{ secrets.TOKEN }}",
    });
    expect(table(steps[3]!.native[0]!.with)).toEqual({
      context: "api",
      file: "api/Dockerfile.web",
      platforms: "linux/amd64,linux/arm64",
      tags: "ghcr.io/acme/api:{{ git.sha }}\nghcr.io/acme/api:latest\nghcr.io/acme/api:{{ git.branch }}",
      "build-args": "A=1\nZ=two words",
      push: "true",
    });
  });

  it("takes names of the run in pairs, and gives secrets to the build only", async () => {
    const [, build] = await stepsOf(
      entries("build_args", { B: "2", A: "1" }),
      plain("build_arg", "REVISION=", reference("git.sha"), ", MODE=x=y"),
      plain("label", "org.opencontainers.image.revision=", reference("git.sha")),
      plain("secrets", "gem=", reference("secrets.GEM_KEY"), "\nnpm=", reference("secrets.NPM_TOKEN")),
      flag("cache", false),
      plain("provenance", "mode=max"),
    );
    expect(table(build!.native[0]!.with)).toEqual({
      context: ".",
      labels: "org.opencontainers.image.revision={{ git.sha }}",
      "build-args": "A=1\nB=2\nREVISION={{ git.sha }}\nMODE=x=y",
      secrets: "gem={{ secrets.GEM_KEY }}\nnpm={{ secrets.NPM_TOKEN }}",
      push: "false",
      provenance: "mode=max",
    });
    expect(table(build!.fallbackEnv)).toEqual({
      DOCKER_BUILD_CONTEXT: ".",
      DOCKER_BUILD_LABELS: "org.opencontainers.image.revision={{ git.sha }}",
      DOCKER_BUILD_ARGS: "A=1\nB=2\nREVISION={{ git.sha }}\nMODE=x=y",
      DOCKER_BUILD_SECRETS: "id=gem,env=DOCKER_SECRET_1\nid=npm,env=DOCKER_SECRET_2",
      DOCKER_SECRET_1: "{{ secrets.GEM_KEY }}",
      DOCKER_SECRET_2: "{{ secrets.NPM_TOKEN }}",
      DOCKER_BUILD_PROVENANCE: "mode=max",
    });
  });

  it("keeps layers where it is told to, on every provider", async () => {
    const [, build] = await stepsOf(
      list("cache_from", "type=registry,ref=a:cache"),
      list("cache_to", "type=inline"),
    );
    expect(table(build!.native[0]!.with)).toMatchObject({
      "cache-from": "type=registry,ref=a:cache",
      "cache-to": "type=inline",
    });
    expect(table(build!.fallbackEnv)).toMatchObject({ DOCKER_BUILD_CACHE_FROM: "type=registry,ref=a:cache" });
  });

  it("pushes when it is told to, builds in other runs, and has effects", async () => {
    const inputs = [
      plain("tag", "a"),
      flag("push", true),
      plain("push_when", "default_branch"),
      plain("username", "u"),
      plain("password", reference("secrets.T")),
    ];
    const uses = [stepUse("docker/build", { inputs })];
    const project = { name: "shop", defaultBranch: "trunk" };
    const [expansion] = expansionsOf(await planned(docker, { uses, project }));
    expect(expansion!.effects).toBe(true);
    expect(expansion!.steps.map(({ name, condition }) => [name, shown(condition)])).toEqual([
      ["Set up Docker Buildx", ""],
      ["Log in to the registry", "AND(NOT_EQUAL(run.event, 'pull_request'), EQUAL(git.branch, 'trunk'))"],
      ["Build and push the image", "AND(NOT_EQUAL(run.event, 'pull_request'), EQUAL(git.branch, 'trunk'))"],
      ["Build the image", "NOT(AND(NOT_EQUAL(run.event, 'pull_request'), EQUAL(git.branch, 'trunk')))"],
    ]);
    const [plainBuild] = expansionsOf(await planned(docker, { uses: [stepUse("docker/build")] }));
    expect(plainBuild!.effects).toBe(false);
  });

  it.each([
    [[flag("push", true)], "ERROR DOCKER201 jobs.test.steps.0"],
    [
      [flag("load", true), list("platforms", "linux/amd64", "linux/arm64")],
      "ERROR DOCKER202 jobs.test.steps.0",
    ],
    [[plain("username", "acme")], "ERROR DOCKER203 jobs.test.steps.0"],
    [[plain("password", reference("secrets.T"))], "ERROR DOCKER203 jobs.test.steps.0"],
    [
      [flag("push", true), plain("tag", "a"), plain("username", "acme"), plain("password", "hunter2")],
      "ERROR DOCKER204 jobs.test.steps.0",
    ],
    [
      [plain("username", "acme"), plain("password", reference("secrets.T"))],
      "WARNING DOCKER205 jobs.test.steps.0",
    ],
    [[plain("secrets", "npm=s3cret")], "ERROR DOCKER206 jobs.test.steps.0"],
    [[plain("build_arg", reference("git.sha"))], "ERROR DOCKER208 jobs.test.steps.0"],
    [
      [flag("push", true), plain("tag", "a"), plain("push_when", "sometimes")],
      "ERROR DOCKER207 jobs.test.steps.0",
    ],
    [[plain("push_when", "tag")], "ERROR DOCKER207 jobs.test.steps.0"],
  ])("remarks what cannot work (%#)", async (inputs, remark) => {
    const response = await planned(docker, { uses: [stepUse("docker/build", { inputs })] });
    expect(remarksOf(response)).toEqual([remark]);
  });

  it("keeps the layers of several builds of a job apart", async () => {
    const uses = ["test/steps/10", "test/steps/9"].map((id) => stepUse("docker/build", { id }));
    const scopes = expansionsOf(await planned(docker, { uses })).map(
      ({ steps }) => table(toolchainOf(steps.at(-1)).native[0]!.with)["cache-from"],
    );
    expect(scopes).toEqual(["type=gha,scope=test-2", "type=gha,scope=test"]);
  });
});

describe.skipIf(process.platform === "win32")("the scripts for providers without a way of their own", () => {
  it("give every value to Docker as it is, one argument each", async () => {
    const build = (
      await stepsOf(
        plain("tag", "t"),
        list("platforms", "linux/amd64"),
        entries("build_args", { A: "a" }),
        entries("labels", { l: "l" }),
        plain("secrets", "npm=", reference("secrets.NPM_TOKEN")),
        list("cache_from", "type=local,src=c"),
        list("cache_to", "type=local,dest=c"),
        plain("provenance", "false"),
        plain("sbom", "true"),
        flag("pull", true),
        flag("no_cache", true),
        flag("push", true),
        flag("load", false),
      )
    ).at(-1);
    const called = runWithDocker(build!.fallbackScript, {
      DOCKER_BUILD_CONTEXT: "my app",
      DOCKER_BUILD_TAGS: "a:1\nb:$(id)",
      DOCKER_BUILD_ARGS: "A=two words\nB=`id`",
      DOCKER_BUILD_PLATFORMS: "linux/amd64,linux/arm64",
      DOCKER_BUILD_LABELS: "l=a b",
      DOCKER_BUILD_SECRETS: "id=npm,env=DOCKER_SECRET_1",
      DOCKER_BUILD_CACHE_FROM: "type=local,src=c",
      DOCKER_BUILD_CACHE_TO: "type=local,dest=c",
      DOCKER_BUILD_PROVENANCE: "false",
      DOCKER_BUILD_SBOM: "true",
    });
    expect(called.arguments).toEqual([
      "buildx",
      "build",
      "--platform",
      "linux/amd64,linux/arm64",
      "--tag",
      "a:1",
      "--tag",
      "b:$(id)",
      "--label",
      "l=a b",
      "--build-arg",
      "A=two words",
      "--build-arg",
      "B=`id`",
      "--secret",
      "id=npm,env=DOCKER_SECRET_1",
      "--cache-from",
      "type=local,src=c",
      "--cache-to",
      "type=local,dest=c",
      "--provenance",
      "false",
      "--sbom",
      "true",
      "--pull",
      "--no-cache",
      "--push",
      "--",
      "my app",
    ]);
  });

  it("give the password to Docker on its stdin", async () => {
    const login = (
      await stepsOf(
        flag("push", true),
        plain("tag", "a"),
        plain("username", "u"),
        plain("password", reference("secrets.T")),
      )
    )[1]!;
    const env = { DOCKER_LOGIN_USERNAME: "u", DOCKER_LOGIN_PASSWORD: "s3 cret" };
    expect(runWithDocker(login.fallbackScript, env)).toEqual({
      arguments: ["login", "--username", "u", "--password-stdin"],
      stdin: "s3 cret",
    });
    expect(
      runWithDocker(login.fallbackScript, { ...env, DOCKER_LOGIN_REGISTRY: "ghcr.io" }).arguments.at(-1),
    ).toBe("ghcr.io");
  });
});

/** A condition as one line. */
function shown(condition: Expression | undefined): string {
  const kind = condition?.kind;
  if (kind?.case === "reference") return kind.value.path.join(".");
  if (kind?.case === "literal") return `'${kind.value.kind.value}'`;
  if (kind?.case !== "call") return "";
  return `${Fn[kind.value.function]}(${kind.value.arguments.map(shown).join(", ")})`;
}

/** Runs a script with a `docker` that notes its arguments and its input. */
function runWithDocker(script: string, env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "cig-docker-"));
  try {
    const file = join(folder, "docker");
    writeFileSync(
      file,
      `#!/bin/sh\nfor a in "$@"; do printf '%s\\n' "$a"; done >"${folder}/arguments"\ncat >"${folder}/stdin"\n`,
    );
    chmodSync(file, 0o755);
    execFileSync("/bin/sh", ["-c", script], {
      env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return {
      arguments: readFileSync(join(folder, "arguments"), "utf8").trimEnd().split("\n"),
      stdin: readFileSync(join(folder, "stdin"), "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
