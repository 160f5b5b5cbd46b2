import { beforeAll, describe, expect, it } from "vitest";
import { type Bundled, openBundled, renderToml } from "../../../in-process.ts";

let bundled: Bundled;
beforeAll(async () => {
  bundled = await openBundled();
});

const head = `version = "0.2"
[project]
name = "shop"
`;
const bucket = `[backends.s3]
with = { bucket = "acme-ci", region = "eu-central-1" }
`;
const files = { "package.json": "{}", "package-lock.json": "{}", Gemfile: "", "Gemfile.lock": "" };

/** What the steps of a job are, in a word each. */
async function stepsOf(toml: string, job = "test"): Promise<string[]> {
  const { plan, diagnostics } = await renderToml(bundled, head + toml, files);
  expect(diagnostics.filter(({ level }) => level !== "info")).toEqual([]);
  const found = plan!.outputs[0]!.jobs.find(({ id }) => id === job)!;
  return found.steps.map((step) =>
    step.kind.case === "cache" ? `cache ${step.kind.value.id}` : step.name || step.kind.case!,
  );
}

async function told(toml: string) {
  const { diagnostics } = await renderToml(bundled, head + toml, files);
  return diagnostics
    .filter(({ level }) => level !== "info")
    .map(({ code, message, hint, subject }) => ({ code, message, hint, at: subject?.join(".") }));
}

describe("A backend", () => {
  const node = '[jobs.test]\npackages = { node = "22" }\nsteps = [{ run = "npm test" }]\n';

  it("restores where the cache stands, and saves when all else is done", async () => {
    const artifact = 'artifacts = [{ name = "site", paths = ["dist"] }]\n';
    expect(await stepsOf(`cache = "s3"\n${bucket}${node}${artifact}`)).toEqual([
      "checkout",
      "Set up Node.js",
      "Restore the npm cache (S3)",
      "Install dependencies",
      "run",
      "upload",
      "Save the npm cache (S3)",
    ]);
  });

  it("is that of the cache, before that of the runner, before that of the project", async () => {
    const runners =
      '[runners.own]\ncache = "s3"\ngithub = { runs-on = "own" }\n[runners.cloud]\ncache = "native"\n';
    const on = (runner: string) => `${node}runner = "${runner}"\n`;
    const own = '[caches.npm]\nbackend = "native"\n';
    const save = "Save the npm cache (S3)";
    const both = `[jobs.other]\nrunner = "cloud"\nsteps = [{ run = "true" }]\n[jobs.third]\nrunner = "own"\nsteps = [{ run = "true" }]\n`;
    expect((await stepsOf(`cache = "s3"\n${bucket}${runners}${on("cloud")}${both}`)).at(-1)).toBe("run");
    expect((await stepsOf(`cache = "s3"\n${bucket}${runners}${node}${both}`)).at(-1)).toBe(save);
    expect((await stepsOf(`${bucket}${runners}${on("own")}${both}`)).at(-1)).toBe(save);
    expect((await stepsOf(`${bucket}${runners}${own}${on("own")}${both}`)).at(-1)).toBe("run");
  });

  it("is told where it is written, also for a cache that is not in cig.toml", async () => {
    const wrong = bucket.replace("acme-ci", "ACME");
    expect(await told(`cache = "s3"\n${wrong}${node}`)).toEqual([
      expect.objectContaining({ code: "S3203", at: "backends.s3.with" }),
    ]);
  });

  it("switches with the project's runner", async () => {
    const runners =
      '[runners.own]\ncache = "s3"\ngithub = { runs-on = "own" }\n[runners.cloud]\ngithub = { runs-on = "ubuntu-24.04" }\n';
    const other = (id: string) => `[jobs.other]\nrunner = "${id}"\nsteps = [{ run = "true" }]\n`;
    const text = (id: string, another: string) =>
      `default_runner = "${id}"\n${bucket}${runners}${node}${other(another)}`;
    expect(await stepsOf(text("own", "cloud"))).toContain("Restore the npm cache (S3)");
    expect(await stepsOf(text("cloud", "own"))).toContain("cache npm");
  });

  it("never saves what is to be restored only, and saves in its place what says so", async () => {
    const cache = '[caches.tool]\npaths = ["tool"]\nkey_parts = ["v1"]\nbackend = "s3"\n';
    const job = (steps: string) => `${bucket}${cache}[jobs.test]\nsteps = [${steps}]\n`;
    const [restore, save] = ["Restore the tool cache (S3)", "Save the tool cache (S3)"];
    expect(await stepsOf(job('{ restore = "tool" }, { run = "make" }'))).toEqual([
      "checkout",
      restore,
      "run",
    ]);
    expect(await stepsOf(job('{ save = "tool" }, { run = "make" }'))).toEqual(["checkout", save, "run"]);
  });

  it("hands credentials to its steps alone, and keeps their conditions", async () => {
    const env = 'env = { AWS_SECRET_ACCESS_KEY = "{{ secrets.KEY }}" }\n';
    const cache = '[caches.tool]\npaths = ["tool"]\nkey_parts = ["v1"]\nbackend = "s3"\nsave = "always"\n';
    const job =
      "[jobs.test]\nworking_directory = 'app'\nsteps = [{ cache = 'tool', if = \"git.branch == 'main'\" }, { run = 'make' }]\n";
    const toml = `${head}${bucket}${env}${cache}${job}`;
    const { byProvider } = await renderToml(bundled, toml, { ...files, "app/a": "" });
    const text = byProvider.get("github")!.files.get(".github/workflows/ci.yml")!;
    expect(text.match(/secrets\.KEY/g)).toHaveLength(2);
    const own =
      "github.ref == 'refs/heads/main' || github.head_ref == 'main' && github.event.pull_request.head.repo.full_name == github.repository";
    expect(text.match(/if: .*/g)).toEqual([`if: ${own}`, `if: (${own}) && always()`]);
    expect(text.match(/working-directory: \S+/g)).toEqual([
      "working-directory: app",
      'working-directory: "."',
      'working-directory: "."',
    ]);
  });

  it("leaves the work signature as it is, since where a cache lies changes nothing of what a job does", async () => {
    const signature = async (toml: string) => {
      const { plan } = await renderToml(bundled, head + toml, files);
      return Buffer.from(plan!.outputs[0]!.jobs[0]!.variants[0]!.signature).toString("hex");
    };
    expect(await signature(`cache = "s3"\n${bucket}${node}`)).toBe(await signature(node));
  });

  it("writes out the call of a command that uses it, and the command no more", async () => {
    const command =
      '[commands.build]\nsteps = [{ cache = "tool" }, { run = "make" }]\n[caches.tool]\npaths = ["tool"]\nkey_parts = ["v1"]\n';
    const jobs = '[jobs.test]\nsteps = [{ command = "build" }]\n';
    const { byProvider } = await renderToml(
      bundled,
      `${head}cache = "s3"\n${bucket}${command}${jobs}`,
      files,
    );
    expect([...byProvider.get("github")!.files.keys()]).toEqual([".github/workflows/ci.yml"]);
  });
});

describe("What is wrong with a backend", () => {
  const job =
    '[jobs.test]\nsteps = [{ cache = "tool" }]\n[caches.tool]\npaths = ["tool"]\nkey_parts = ["v1"]\n';

  it("is told where it is named and nobody keeps it", async () => {
    expect(await told(`${job}backend = "s4"\n`)).toEqual([
      {
        code: "CIG403",
        message: 'No plugin keeps caches in a backend "s4".',
        hint: 'Did you mean "s3"?',
        at: "caches.tool.backend",
      },
    ]);
  });

  it("is told where it lacks what its plugin needs", async () => {
    expect(await told(`${job}backend = "s3"\n`)).toEqual([
      {
        code: "CIG105",
        message: 'The backend "s3" does not say where it is: cache/s3 needs "bucket".',
        hint: 'Write\n  [backends.s3]\n  with = { bucket = "…" }',
        at: "caches.tool.backend",
      },
    ]);
  });

  it("is told where its plugin keeps no caches, or knows no such input", async () => {
    const other = '[backends.team]\nuses = "docker/build"\n';
    expect(await told(`${job}backend = "team"\n${other}`)).toMatchObject([
      { code: "CIG403", message: "docker/build keeps no caches.", at: "backends.team.uses" },
    ]);
    const misspelt = '[backends.s3]\nwith = { bucket = "acme-ci", regoin = "eu-central-1" }\n';
    expect((await told(`${job}backend = "s3"\n${misspelt}`))[0]).toMatchObject({
      code: "CIG410",
      hint: 'Did you mean "region"?',
      at: "backends.s3.with.regoin",
    });
  });

  it("is told where variants would have to differ", async () => {
    const runners = '[runners.own]\ncache = "s3"\n[runners.cloud]\nos = "linux"\n';
    const matrix = 'matrix = { on = ["own", "cloud"] }\nrunner = "{{ matrix.on }}"\n';
    const [first] = await told(
      `${bucket}${runners}[jobs.test]\n${matrix}steps = [{ cache = "tool" }]\n[caches.tool]\npaths = ["tool"]\nkey_parts = ["v1"]\n`,
    );
    expect(first).toMatchObject({
      code: "CIG104",
      hint: 'Say where this cache lies: [caches.tool] backend = "…". Or make two jobs of it.',
    });
  });

  it("is told where nothing lies in it", async () => {
    expect(await told(`${bucket}[jobs.test]\nsteps = [{ run = "true" }]\n`)).toMatchObject([
      { code: "CIG414", message: 'No cache lies in the backend "s3".', at: "backends.s3" },
    ]);
  });
});
