import { describe, expect, it } from "vitest";
import { planToml } from "../fake.ts";

const jenkins = (outputs: string[]) => ({
  manifest: {
    name: "provider/jenkins",
    title: "Jenkins",
    capabilities: ["provider:jenkins"],
    hooks: ["generate" as const],
    outputs,
  },
});
const toml = (path: string) => `
[[outputs]]
provider = "jenkins"
path = "${path}"
[jobs.a]
steps = [{ run = "true" }]`;

describe("the path of an output", () => {
  it("is one of those that the provider's plugin declares", async () => {
    const plugins = [jenkins(["Jenkinsfile", "ci/*.jenkinsfile"])];
    const run = await planToml(toml("x.groovy"), { plugins });
    expect(run.remarks).toEqual(['CIG104 5: No file of Jenkins has a path such as "x.groovy".']);
    expect(run.diagnostics[0]!.hint).toBe(
      "Write a path that fits one of these: Jenkinsfile, ci/*.jenkinsfile",
    );
    expect(run.outputs).toEqual([]);
    expect((await planToml(toml("ci/a.jenkinsfile"), { plugins })).remarks).toEqual([]);
  });

  it("is told once where a workflow each is written", async () => {
    const run = await planToml(`${toml("{{ workflow }}.groovy")}\n[jobs.b]\n[workflows.w]\njobs = ["b"]`, {
      plugins: [jenkins(["Jenkinsfile"])],
    });
    expect(run.remarks).toEqual(['CIG104 5: No file of Jenkins has a path such as "default.groovy".']);
    expect(run.diagnostics[0]!.hint).toBe("Write a path that fits this: Jenkinsfile");
  });

  it("is free where the plugin declares none, of which it is told when it answers", async () => {
    expect((await planToml(toml("x.groovy"), { plugins: [jenkins([])] })).remarks).toEqual([]);
  });
});
