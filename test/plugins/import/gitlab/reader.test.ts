import { describe, expect, it } from "vitest";
import { readGitlab } from "../../../../plugins/import/gitlab/reader/reader.ts";

function rows(text: string) {
  const [workflow] = readGitlab(new Map([[".gitlab-ci.yml", text]])).workflows;
  return new Map(workflow!.jobs.map((job) => [job.id, job]));
}

const everywhere = ["push to main", "push to feature/x", "tag v1.2.3", "by hand"];

describe("the reader of GitLab", () => {
  it("reads a job without conditions as one of branches and tags", () => {
    expect(rows("unit:\n  image: node:22-alpine\n  script: [npm ci, npm test]\n").get("unit")).toMatchObject({
      runsOn: ["push to main", "push to feature/x", "tag v1.2.3", "schedule", "by hand"],
      runsAfter: "success",
      os: "linux",
      arch: "amd64",
      image: "node:22-alpine",
      timeoutMinutes: 60,
      steps: [
        { kind: "checkout", depth: 1 },
        { kind: "run", script: "npm ci\nnpm test", shell: "sh" },
      ],
    });
  });

  it("decides rules from above, the first that fits", () => {
    const row = rows(`ship:
  rules:
    - { if: $CI_COMMIT_TAG, when: never }
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script: [make]
`).get("ship");
    expect(row!.runsOn).toEqual(["push to main", "schedule", "by hand"]);
  });

  it("knows the words of only and except", () => {
    const jobs = rows(`a: { only: [merge_requests], script: [x] }
b: { only: [/^v/, main], script: [x] }
c: { except: [tags], script: [x] }
d: { only: { variables: ['$CI_COMMIT_TAG =~ /^v\\d/'] }, script: [x] }
`);
    expect([...jobs.values()].map(({ runsOn }) => runsOn)).toEqual([
      ["pull request", "pull request of a fork"],
      ["push to main", "tag v1.2.3", "schedule", "by hand"],
      ["push to main", "push to feature/x", "schedule", "by hand"],
      ["tag v1.2.3"],
    ]);
  });

  it("takes a fork's branch for none of this repository's, whatever it is called", () => {
    const row = rows(`a: { rules: [{ if: '$CI_COMMIT_REF_NAME == "main"' }], script: [x] }\n`).get("a");
    expect(row!.runsOn).toEqual(["push to main", "schedule", "by hand"]);
  });

  it("tells when a job waits for a person, and what it runs after", () => {
    const jobs = rows(`a: { script: [x] }
b: { stage: deploy, when: manual, script: [x] }
c: { stage: deploy, when: on_failure, script: [x] }
d: { stage: deploy, rules: [{ when: always }], script: [x] }
`);
    expect(["b", "c", "d"].map((id) => jobs.get(id)!)).toMatchObject([
      { approval: true, continueOnError: true, runsAfter: "success", needs: ["a"] },
      { approval: false, runsAfter: "failure", needs: ["a"] },
      { approval: false, runsAfter: "always", needs: ["a"] },
    ]);
  });

  it("takes a matrix apart, and copies", () => {
    const jobs = rows(`t:
  parallel: { matrix: [{ NODE: ["20", "22"], OS: [debian] }] }
  script: [x]
s: { parallel: 3, script: [x] }
`);
    expect([...jobs.keys()]).toEqual(["s", "t-NODE20-debian", "t-NODE22-debian"]);
    expect(jobs.get("s")!.parallelism).toBe(3);
    expect(jobs.get("t-NODE22-debian")!.steps[1]).toMatchObject({ env: { NODE: "22", OS: "debian" } });
  });

  it("hands artifacts to the stages behind, and to those that name them", () => {
    const jobs = rows(`stages: [build, test]
b: { stage: build, script: [x], artifacts: { paths: [dist/] } }
t: { stage: test, script: [x] }
u: { stage: test, script: [x], dependencies: [] }
v: { stage: test, script: [x], needs: [{ job: b, artifacts: false }] }
`);
    const downloads = (id: string) => jobs.get(id)!.steps.filter(({ kind }) => kind === "download");
    expect(downloads("t")).toMatchObject([{ name: "b", path: "" }]);
    expect([downloads("u"), downloads("v")]).toEqual([[], []]);
    expect(jobs.get("b")!.steps.at(-1)).toMatchObject({ kind: "upload", name: "b", paths: ["dist"] });
  });

  it("has all that starts no pipeline without its settings out of what starts it", () => {
    const [workflow] = readGitlab(new Map([[".gitlab-ci.yml", "a: { script: [x] }\n"]])).workflows;
    expect(workflow!.startsOn).toEqual([
      "push to main",
      "push to feature/x",
      "tag v1.2.3",
      "pull request",
      "pull request of a fork",
      "by hand",
    ]);
    expect(everywhere.every((each) => workflow!.startsOn.includes(each as never))).toBe(true);
  });
});
