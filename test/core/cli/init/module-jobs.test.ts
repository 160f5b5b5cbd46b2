import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { draftJobs } from "../../../../core/cli/init/jobs.ts";
import { composeCigToml } from "../../../../core/cli/init/text/cig-toml.ts";
import { FactSchema } from "../../../../proto/gen/cig/plugin/v1/fact_pb.ts";

const fact = (plugin: string, key: string, value: string, file = "package.json", confidence = 0.8) =>
  create(FactSchema, { key, value, plugin, confidence, evidence: [{ file, line: 7 }] });
const cypress = (key: string, value: string, confidence?: number) =>
  fact("browser/cypress", key, value, "package.json", confidence);

/** The part of the file that holds the jobs. */
function written(...facts: ReturnType<typeof fact>[]): string {
  const text = composeCigToml({
    project: { name: "shop", defaultBranch: "main" },
    findings: [],
    jobs: draftJobs(facts, [{ name: "lang/node", capabilities: ["package:node"], outputs: [] }]),
    outputs: [],
    levels: new Map(),
  });
  return text.slice(text.indexOf("[jobs."));
}

describe("the jobs that init makes of steps that plugins propose", () => {
  it("use the module with what it is given, in the folder, with the packages", () => {
    const facts = [
      cypress("cypress[web].step.e2e", "browser/cypress"),
      cypress("cypress[web].step.e2e.packages", "node, java"),
      cypress("cypress[web].step.e2e.with.start", "npm run 'serve'"),
      cypress("cypress[web].step.e2e.with.record", "true"),
    ];
    expect(written(...facts)).toBe(`[jobs.e2e]
working_directory = "web"
packages = ["node", "java"]
timeout = "30m"
steps = [
  { uses = "browser/cypress", with = { start = "npm run 'serve'", record = true } },  # package.json:7
]
`);
  });

  it("stand behind those of scripts, and give way where a name is taken", () => {
    const ids = draftJobs(
      [
        fact("browser/chromatic", "step.chromatic", "browser/chromatic"),
        cypress("step.e2e", "browser/cypress"),
        fact("browser/other", "step.e2e", "browser/other"),
        fact("browser/third", "other[web].step.e2e", "browser/other"),
        fact("lang/node", "script.build", "npm run build"),
      ],
      [],
    ).map(({ id }) => id);
    expect(ids).toEqual(["build", "chromatic", "e2e", "e2e-other", "e2e-web"]);
  });

  it("are left out where a plugin only guesses", () => {
    expect(draftJobs([cypress("step.e2e", "browser/cypress", 0.6)], [])).toEqual([]);
  });
});
