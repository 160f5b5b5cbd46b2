import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RunOrigin, scopesOf } from "../../../core/store/scope.ts";

describe("the scopes of a run", () => {
  it.each<[string, RunOrigin, object]>([
    [
      "the default branch is trusted",
      { event: "push", branch: "main", defaultBranch: "main" },
      { read: ["trusted"], write: "trusted" },
    ],
    [
      "so are its scheduled runs",
      { event: "schedule", branch: "main", defaultBranch: "main" },
      { read: ["trusted"], write: "trusted" },
    ],
    [
      "a branch has its own and reads what is trusted",
      { event: "push", branch: "feature/Login", defaultBranch: "main" },
      { read: ["branch/feature/Login", "trusted"], write: "branch/feature/Login" },
    ],
    [
      "a pull request has its own by its number",
      { event: "pull_request", branch: "feature", pr: 12, defaultBranch: "main" },
      { read: ["pr/12", "trusted"], write: "pr/12" },
    ],
    [
      "a fork's branch may be called main",
      { event: "pull_request", branch: "main", pr: "12", defaultBranch: "main" },
      { read: ["pr/12", "trusted"], write: "pr/12" },
    ],
    [
      "a pull request that says it is a push is one all the same",
      { event: "push", branch: "main", pr: 12, defaultBranch: "main" },
      { read: ["pr/12", "trusted"], write: "pr/12" },
    ],
    [
      "a pull request without a number records nothing",
      { event: "pull_request_target", branch: "main", defaultBranch: "main" },
      { read: ["trusted"] },
    ],
    [
      "nor does one with a strange number",
      { event: "pull_request", pr: "1/../../trusted", defaultBranch: "main" },
      { read: ["trusted"] },
    ],
    ["nor does a tag", { event: "push", defaultBranch: "main" }, { read: ["trusted"] }],
    ["nor does a run outside CI", { branch: "main", defaultBranch: "main" }, { read: ["trusted"] }],
    [
      "a merge queue is not merged yet",
      { event: "merge_queue", branch: "main", defaultBranch: "main" },
      { read: ["branch/main", "trusted"], write: "branch/main" },
    ],
    [
      "without a default branch, no branch is trusted",
      { event: "push", branch: "main" },
      { read: ["branch/main", "trusted"], write: "branch/main" },
    ],
    [
      "a name with a line end is none",
      { event: "push", branch: "a\nb", defaultBranch: "main" },
      { read: ["trusted"] },
    ],
  ])("%s", (_, origin, scopes) => {
    expect(scopesOf(origin)).toEqual(scopes);
  });

  it("let nothing of a pull request be written where another run reads", () => {
    const word = fc.constantFrom("main", "trusted", "branch/main", "pr/1", "1", "2", "", undefined);
    const event = fc.constantFrom(
      "push",
      "pull_request",
      "pull_request_target",
      "merge_queue",
      "schedule",
      undefined,
    );
    const origin = fc.record({
      event,
      branch: word,
      pr: word,
      defaultBranch: fc.constantFrom("main", undefined),
    });
    fc.assert(
      fc.property(origin, origin, (one, other) => {
        const { write } = scopesOf(one);
        if (write === undefined) return;
        const isPull = one.event?.startsWith("pull_request") || (one.pr ?? "") !== "";
        if (isPull) expect(write).toMatch(/^pr\/[12]$/);
        const readers = scopesOf(other).read;
        if (isPull && readers.includes(write)) expect(other.pr).toBe(one.pr);
        if (write === "trusted") expect([one.branch, isPull]).toEqual(["main", false]);
      }),
    );
  });
});
