import { expect, it } from "vitest";
import { compareWorkflow } from "../../../../core/cli/adopt/compare-workflow.ts";

const [old, newer] = ["a".repeat(40), "b".repeat(40)];

const job = (lines: string) => `name: CI\njobs:\n  test:\n${lines}`;

it("comments, quotes and the order of keys change no meaning", () => {
  const before = job("    runs-on: linux\n    env: { A: '1' }\n");
  const after = job('    # mine\n    env:\n      A: "1"\n    runs-on: linux\n');
  expect(compareWorkflow(before, after)).toEqual([]);
});

it("a commit without its version in a comment cannot be held", () => {
  const before = job(`    steps:\n      - uses: acme/a/b@${old} # v1.0.0\n`);
  const path = ["jobs", "test", "steps", 0, "uses"];
  expect(compareWorkflow(before, before.replace(`${old} # v1.0.0`, `${newer} # v1.2.0`))).toEqual([
    {
      kind: "pin",
      path,
      name: "acme/a",
      before: { version: "v1.0.0", digest: old },
      after: { version: "v1.2.0", digest: newer },
    },
  ]);
  expect(compareWorkflow(before, before.replace(`${old} # v1.0.0`, newer))).toEqual([
    { kind: "unsayable", path, why: "A commit needs its version in a comment behind it: # v1.2.3" },
  ]);
});

it("a list outside of steps is replaced as a whole, and a key is taken out where GitHub's tables allow it", () => {
  const before = job("    needs: [a, b]\n    if: always()\n    env: { A: '1' }\n");
  expect(compareWorkflow(before, job("    needs: [a, c]\n    env: { A: '1' }\n"))).toEqual([
    {
      kind: "value",
      path: ["jobs", "test", "needs"],
      job: "test",
      key: ["needs"],
      before: ["a", "b"],
      after: ["a", "c"],
    },
    { kind: "value", path: ["jobs", "test", "if"], job: "test", key: ["if"], before: "always()", after: "" },
  ]);
});

it("what is no YAML is told", () => {
  expect(compareWorkflow(job(""), "jobs: [")).toMatch(/^It is no YAML any more: /);
});

it("steps are paired by what they do, so that one more moves no edit to another one", () => {
  const before = job(`    steps:\n      - uses: acme/a@${old} # v1.0.0\n      - run: make\n`);
  const after = job(
    `    steps:\n      - run: make first\n      - uses: acme/a@${newer} # v1.2.0\n      - run: make\n`,
  );
  expect(compareWorkflow(before, after)).toMatchObject([
    { kind: "unsayable", path: ["jobs", "test", "steps", 0], why: expect.stringMatching(/^The step is new/) },
    { kind: "pin", path: ["jobs", "test", "steps", 1, "uses"], after: { version: "v1.2.0", digest: newer } },
  ]);
});
