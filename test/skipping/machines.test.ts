import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Adapter } from "./adapter.ts";
import { buildkite } from "./buildkite/adapter.ts";
import { circleci } from "./circleci/adapter.ts";
import { github } from "./github/adapter.ts";
import { openPlace, type Place } from "./place.ts";

/** The toy on machines that are launched for each job; the job for failures cannot, and runs where launching does. */
const machines: Adapter["machines"] = {
  project: 'default_runner = "batch"',
  alarm: 'runner = "small"',
  tables: `[runners.batch]
uses = "runners/aws-batch"
with = { queue = "ci", definition = "ci-runner", region = "eu-central-1", credentials = "machine", token = "t", resource_class = "acme/batch" }
launcher = "small"

[runners.small]
github = { runs-on = "ubuntu-24.04" }
circleci = { docker = [{ image = "cimg/aws:2024.03" }] }
buildkite = { agents = { queue = "small" } }`,
};

/** Commands that write down for which job a machine is started, and answer as AWS and GitHub do. */
const commands = {
  aws: `#!/usr/bin/env bash
for word; do
  case $word in file://*tags.json) sed 's/.*"cig-machine":"batch-\\([^"]*\\)".*/launch \\1/' "\${word#file://}" >> "$TRACE" && echo >> "$TRACE" ;; esac
done
case $2 in submit-job) echo job-1 ;; describe-jobs) printf 'RUNNABLE\\tNone\\n' ;; esac
`,
  curl: `#!/usr/bin/env bash
cat > /dev/null
while [ $# -gt 0 ]; do
  case $1 in -o) echo '{"encoded_jit_config": "e30="}' > "$2" ;; esac
  shift
done
printf 201
`,
};

const folder = mkdtempSync(join(tmpdir(), "cig-commands-"));
const path = process.env.PATH;

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  process.env.PATH = `${folder}:${path}`;
});
afterAll(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

describe.each([github, circleci, buildkite])("on $provider", (adapter) => {
  let place: Place;
  beforeAll(() => {
    place = openPlace({ ...adapter, machines });
    return () => place.remove();
  });

  function run(change: Readonly<Record<string, string>> = {}, fails: readonly string[] = []) {
    if (Object.keys(change).length > 0) place.commit(change);
    const ran = place.run({ fails });
    return { ran: [...ran.trace].sort(), gate: ran.jobs.gate, told: Object.values(ran.said).join("\n") };
  }

  it("starts a machine for each variant that runs, and for no other", { timeout: 120_000 }, () => {
    const first = run();
    expect(first.ran, first.told).toEqual([
      "build",
      "deploy",
      "docs",
      ...["launch build", "launch deploy", "launch docs", "launch lint", "launch test", "launch test"],
      "lint",
      "test-1",
      "test-2",
    ]);
    expect(first.gate).toBe("success");
    const same = run();
    expect(same.ran, same.told).toEqual(["deploy", "launch deploy"]);
    expect(same.gate, same.told).toBe("success");
    const docs = run({ "docs/a.txt": "b\n" });
    expect(docs.ran, docs.told).toEqual(["deploy", "docs", "launch deploy", "launch docs"]);
    const failed = run({ "test/a.txt": "b\n" }, ["test-1"]);
    expect(failed.ran, failed.told).toEqual([
      "alarm",
      "build",
      ...["launch build", "launch test", "launch test"],
      "test-1",
      "test-2",
    ]);
    expect(failed.gate).toBe("failure");
    const again = run();
    expect(again.ran, again.told).toEqual([
      "build",
      "deploy",
      ...["launch build", "launch deploy", "launch test"],
      "test-1",
    ]);
    expect(again.gate, again.told).toBe("success");
  });
});
