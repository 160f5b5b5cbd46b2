import { describe, expect, it } from "vitest";
import { parseCondition } from "../../../../plugins/import/gitlab/condition/parse.ts";
import { prefixesOf } from "../../../../plugins/import/gitlab/condition/prefixes.ts";
import { printCondition } from "../../../../plugins/import/gitlab/condition/print.ts";

function printed(source: string, hasRequests = false) {
  const test = parseCondition(source, (name) => ({ kind: "name", name }));
  return test ? printCondition(test, { hasRequests }) : undefined;
}

describe("a condition of GitLab in cig's words", () => {
  it.each([
    ['$CI_COMMIT_BRANCH == "main"', "git.branch == 'main'"],
    ["$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", "git.branch == git.default_branch"],
    ["$CI_COMMIT_TAG", "git.tag != ''"],
    ["$CI_COMMIT_TAG == null", "git.tag == ''"],
    ["$CI_COMMIT_BRANCH =~ /^release\\//", "matches(git.branch, '^release\\/')".replace("\\/", "/")],
    ['$A && ($B == "x" || !$C)', "inputs.A != '' && (inputs.B == 'x' || inputs.C == '')"],
    ['$CI_PIPELINE_SOURCE == "schedule"', "run.event == 'schedule'"],
    ['$CI_PIPELINE_SOURCE == "trigger"', "false"],
  ])("%s", (source, text) => {
    expect(printed(source)).toEqual({ text, lost: [] });
  });

  it("keeps merge requests away from what asks for a branch", () => {
    expect(printed('$CI_COMMIT_BRANCH == "main"', true)!.text).toBe(
      "git.branch == 'main' && run.event != 'pull_request'",
    );
  });

  it("lets through what nobody can ask, and says so", () => {
    expect(printed("$CI_COMMIT_MESSAGE =~ /x/ && $CI_COMMIT_TAG")).toEqual({
      text: "git.tag != ''",
      lost: ["`$CI_COMMIT_MESSAGE`"],
    });
    expect(printed("!($CI_COMMIT_REF_PROTECTED)")!.text).toBe("true");
  });

  it("says beginnings instead of patterns, and nothing where a name may begin with anything", () => {
    expect(printed("$CI_COMMIT_TAG =~ /^v?1\\.\\d+$/")).toEqual({
      text: "matches(git.tag, '^(v1\\.0|v1\\.1|v1\\.2|v1\\.3|v1\\.4|v1\\.5|v1\\.6|v1\\.7|v1\\.8|v1\\.9|1\\.0|1\\.1|1\\.2|1\\.3|1\\.4|1\\.5|1\\.6|1\\.7|1\\.8|1\\.9)')",
      lost: ["the pattern `/^v?1\\.\\d+$/`"],
    });
    expect(printed("$CI_COMMIT_TAG =~ /\\d+$/")!.text).toBe("false");
  });

  it("refuses what GitLab would", () => {
    expect(printed("$A ==")).toBeUndefined();
    expect(printed("main == $A")).toBeUndefined();
    expect(printed("")).toBeUndefined();
  });
});

describe("the beginnings of a pattern", () => {
  it.each([
    ["^release/.*$", ["release/"]],
    ["^(main|develop)-\\w+$", ["main-", "develop-"]],
    ["^v?[x]", undefined],
    ["^ab*", ["a"]],
    ["a", undefined],
    ["^a|b", undefined],
  ])("%s", (source, expected) => {
    expect(prefixesOf(source)).toEqual(expected);
  });
});
