import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { cig, repository } from "./cli.ts";

const files = {
  "app/a.rb": "1\n",
  "docs/a.md": "1\n",
  "cig.toml": `version = "0.2"

[on]
push = { branches = ["main"] }
pull_request = { paths_ignore = ["docs/**"] }

[jobs.lint]
skip_if = { paths_unmodified = ["app/**"] }
steps = [{ run = "make lint" }]

[jobs.test]
needs = ["lint"]
skip_if = { paths_unmodified = ["spec/**", "Gemfile*"] }
steps = [{ run = "make test" }]

[jobs.deploy]
needs = ["test"]
effects = true
if = "run.event == 'push'"
steps = [{ run = "make deploy" }]

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"

[[outputs]]
provider = "jenkins"
path = "Jenkinsfile"
`,
};

interface Fate {
  readonly provider: string;
  readonly fate: string;
  readonly reason: string;
}

function simulate(...options: string[]): Record<string, string> {
  const folder = repository(files);
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "-m", "x"], {
    cwd: folder,
  });
  const { code, out } = cig(folder, ["simulate", "--json", ...options]);
  expect(code).toBe(0);
  const jobs = JSON.parse(out).jobs as { id: string; fates: Fate[] }[];
  return Object.fromEntries(
    jobs.flatMap(({ id, fates }) => fates.map(({ provider, fate }) => [`${provider} ${id}`, fate] as const)),
  );
}

describe("cig simulate", () => {
  it("runs what a change reaches and what is behind it, on each provider", () => {
    expect(simulate("--event", "pull_request", "--base", "main", "--changed", "app/**")).toEqual({
      "github lint": "run",
      "github test": "run",
      "github deploy": "not started",
      "jenkins lint": "run",
      "jenkins test": "run",
      "jenkins deploy": "not started",
    });
  });

  it("leaves out what no change reaches, where the provider can know it", () => {
    // A file that does not exist yet; Jenkins has no store of its own.
    expect(simulate("--event", "push", "--changed", "Gemfile.lock")).toEqual({
      "github lint": "skip",
      "github test": "run",
      "github deploy": "run",
      "jenkins lint": "run",
      "jenkins test": "run",
      "jenkins deploy": "run",
    });
  });

  it("starts nothing where the event, the branch or the paths do not", () => {
    const all = (fates: Record<string, string>) => [...new Set(Object.values(fates))];
    expect(all(simulate("--event", "schedule"))).toEqual(["not started"]);
    expect(all(simulate("--event", "push", "--branch", "feature/x"))).toEqual(["not started"]);
    expect(all(simulate("--changed", "docs/a.md"))).toEqual(["not started"]);
  });

  it("runs everything for the label that asks for it", () => {
    expect(simulate("--event", "pull_request", "--label", "cig:force")).toMatchObject({
      "github lint": "run",
      "github test": "run",
    });
  });

  it("refuses an event that nobody knows, and says which there are", () => {
    const { code, err } = cig(repository(files), ["simulate", "--event", "pull_requests"]);
    expect(code).toBe(1);
    expect(err).toContain('Did you mean "pull_request"?');
  });
});
