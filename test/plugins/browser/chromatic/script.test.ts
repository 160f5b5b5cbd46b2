import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runScript } from "../../../../plugins/browser/chromatic/script.ts";

/** Runs the script on a machine of GitHub where `chromatic` tells what it was told. */
function onGitHub(event: "push" | "pull_request", slug: string, token: string) {
  const folder = mkdtempSync(join(tmpdir(), "cig-chromatic-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const head = { sha: "1a2b3c", ref: "fix/it's $(here)", repo: { full_name: slug } };
  writeFileSync(join(folder, "event.json"), JSON.stringify({ pull_request: { head } }));
  writeFileSync(
    join(folder, "chromatic"),
    '#!/bin/sh\necho "$# $CHROMATIC_SHA|$CHROMATIC_BRANCH|$CHROMATIC_SLUG|$CHROMATIC_PULL_REQUEST_SHA"\n',
  );
  chmodSync(join(folder, "chromatic"), 0o755);
  const { script } = runScript("chromatic", [{ name: "--zip" }], true);
  const done = spawnSync("bash", ["--norc", "-eo", "pipefail", "-c", script], {
    encoding: "utf8",
    env: {
      PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: join(folder, "event.json"),
      GITHUB_REPOSITORY: "acme/kit",
      GITHUB_SHA: "9f8e7d",
      CHROMATIC_PROJECT_TOKEN: token,
    },
  });
  return { code: done.status, said: done.stdout.trim(), err: done.stderr };
}

describe.skipIf(process.platform === "win32")("the script that publishes, on GitHub", () => {
  it("names the commit and the branch that a pull request comes from, not GitHub's merge of them", () => {
    expect(onGitHub("pull_request", "acme/kit", "t")).toEqual({
      code: 0,
      said: "1 1a2b3c|fix/it's $(here)|acme/kit|9f8e7d",
      err: "",
    });
  });

  it("leaves a push to Chromatic", () => {
    expect(onGitHub("push", "acme/kit", "t").said).toBe("1 |||");
  });

  it("publishes nothing for a fork, which has no token, and still something for one that has", () => {
    expect(onGitHub("pull_request", "someone/kit", "").said).toBe(
      "::notice::Pull requests of forks get no secrets, so nothing is published to Chromatic.",
    );
    expect(onGitHub("pull_request", "someone/kit", "t").said).toContain("someone/kit");
  });

  it("leaves a token that is missing in the repository itself to Chromatic", () => {
    expect(onGitHub("pull_request", "acme/kit", "").said).toMatch(/^1 1a2b3c/);
  });
});
