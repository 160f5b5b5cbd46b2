import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Occasion } from "../../sdk/table/table.ts";
import { bucketKeys, startBucketServer } from "./bucket-server.ts";
import { executeBuildkite } from "./buildkite/execute.ts";
import { executeCircleci } from "./circleci/execute.ts";
import { executeGithub } from "./github/execute.ts";
import { executeJenkins } from "./jenkins/execute.ts";
import { groovy } from "./jenkins/groovy.ts";
import { renderFor } from "./render.ts";
import { openWorld, type Ran, type World } from "./world.ts";

/** Caches in a bucket, by the scripts that stand in the rendered files, on a server that checks signatures. */
const runners: Readonly<Record<string, (world: World) => Ran>> = {
  github: executeGithub,
  circleci: executeCircleci,
  buildkite: executeBuildkite,
  ...(groovy !== undefined && { jenkins: executeJenkins }),
};

let server: Awaited<ReturnType<typeof startBucketServer>>;
beforeAll(async () => {
  server = await startBucketServer();
});
afterAll(() => server.end());

const toml = (prefix: string, cache = "") => `version = "0.2"
[project]
name = "toy"
[on]
push = true
pull_request = true
[backends.s3]
with = { bucket = "acme-ci", region = "eu-central-1", endpoint = "${server.url}", prefix = "${prefix}", tool = "curl" }
env = { AWS_ACCESS_KEY_ID = "{{ secrets.KEY_ID }}", AWS_SECRET_ACCESS_KEY = "{{ secrets.KEY }}" }
[caches.tool]
paths = ["vendor/a tool", "~/.tool"]
key_parts = ["*.lock", "v1"]
backend = "s3"
${cache}
[jobs.test]
steps = [
  { cache = "tool" },
  { run = '''
if [ -f "vendor/a tool/made" ]; then echo "found $(cat "vendor/a tool/made" "$HOME/.tool/made")" >> $TRACE; else echo "made it" >> $TRACE; fi
mkdir -p "vendor/a tool" "$HOME/.tool"
cat a.lock > "vendor/a tool/made"
echo home > "$HOME/.tool/made"
''' },
]
`;

/** The whole story is told on one provider; the scripts are the same on all, and what differs is what they are told. */
const everything = "github";

describe.each(Object.entries(runners))("on %s", (provider, execute) => {
  /** One run; what the job did, and what was said of the cache. */
  async function run(
    text: string,
    lock: string,
    occasion: Occasion = "push to main",
    given: Readonly<Record<string, string>> = bucketKeys,
  ) {
    const world = openWorld(await renderFor(provider, text, { "a.lock": lock }), occasion, given);
    const { jobs, trace, said } = execute(world);
    const all = Object.values(said).join("\n");
    expect(jobs, all).toEqual({ test: "success" });
    const told = all
      .split("\n")
      .filter((line) => /^(?:Restored|Saved|There is|The cache|Only|\S+ is kept)/.test(line));
    return { did: trace.join(" "), told };
  }

  it("restores what a run before has saved, and saves nothing twice", async () => {
    const text = toml(`${provider}/again`);
    expect((await run(text, "one\n")).did).toBe("made it");
    const { did, told } = await run(text, "one\n");
    expect(did).toBe("found one home");
    expect(told).toEqual([
      expect.stringMatching(/^Restored \S+\/trusted\/tool-\w+-\w+-v1-[0-9a-f]{40}\.tar\.\w+$/),
      expect.stringMatching(/\/trusted\/tool-\S+ is kept already\.$/),
    ]);
  });

  it.runIf(provider === everything)(
    "falls back to the newest with another lock file, and keeps the new one besides",
    async () => {
      const text = toml(`${provider}/back`);
      await run(text, "one\n");
      expect((await run(text, "two\n")).did).toBe("found one home");
      expect((await run(text, "two\n")).did).toBe("found two home");
    },
  );

  it.runIf(provider === everything)("takes no other cache where cig.toml says so", async () => {
    const text = toml(`${provider}/exact`, "restore_keys = false");
    await run(text, "one\n");
    expect((await run(text, "two\n")).did).toBe("made it");
  });

  it("lets a pull request read what the default branch has saved, and write nothing there", async () => {
    const text = toml(`${provider}/scopes`);
    expect((await run(text, "one\n", "pull request")).did).toBe("made it");
    expect((await run(text, "one\n", "pull request")).did).toBe("found one home");
    expect((await run(text, "one\n")).did).toBe("made it");
    expect((await run(text, "two\n", "push to feature/x")).told).toContainEqual(
      expect.stringMatching(/^Saved \S+\/branch\/feature_x\/tool-/),
    );
  });

  it.runIf(provider === everything)(
    "saves from the default branch alone where cig.toml says so",
    async () => {
      const text = toml(`${provider}/trusted`, 'save = "trusted_refs"');
      expect((await run(text, "one\n", "push to feature/x")).told).toContain(
        "Only the default branch saves this cache.",
      );
      expect((await run(text, "one\n")).told.at(-1)).toMatch(/^Saved /);
    },
  );

  it("runs without a cache where there are no credentials, or wrong ones", async () => {
    const text = toml(`${provider}/refused`);
    const wrong = await run(text, "one\n", "push to main", { ...bucketKeys, KEY: "guessed" });
    expect(wrong.did).toBe("made it");
    expect(wrong.told).toEqual(Array(2).fill(expect.stringMatching(/^The cache cannot be asked: .*403/)));
    // Jenkins fails a build that asks for a credential which is not there.
    const nothing: Readonly<Record<string, string>> = provider === "jenkins" ? { KEY_ID: "", KEY: "" } : {};
    const none = await run(text, "one\n", "pull request of a fork", nothing);
    expect(none.told).toEqual(Array(2).fill("The cache needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."));
  });
});
