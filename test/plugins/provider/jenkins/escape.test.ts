import { expect, it } from "vitest";
import { openBundled, renderToml } from "../../../in-process.ts";

const bundled = await openBundled();

const render = async (tool: string) => {
  const { byProvider, diagnostics } = await renderToml(
    bundled,
    `version = "0.2"
on = { push = true }

[runners.any]
jenkins = { label = "" }

[provider.jenkins]
options = { buildDiscarder = { logRotator = { daysToKeepStr = "14", numToKeepStr = "it's" } }, quietPeriod = 30 }
tools = { maven = "maven_3" }

[jobs.test]
runner = "any"
matrix = { jdk = ["17", "21"] }
steps = [{ run = "mvn test" }]
provider.jenkins = { tools = { jdk = "${tool}" } }

[[outputs]]
provider = "jenkins"
path = "Jenkinsfile"
`,
    {},
  );
  const jenkins = byProvider.get("jenkins")!;
  return {
    text: jenkins.files.get("Jenkinsfile") ?? "",
    errors: [...diagnostics, ...jenkins.diagnostics].filter(({ level }) => level === "error"),
  };
};

it("a table whose only entry is a table is a call in a call", async () => {
  const { text, errors } = await render("jdk_{{ matrix.jdk }}");
  expect(errors).toEqual([]);
  expect(text).toContain("    buildDiscarder(logRotator(daysToKeepStr: '14', numToKeepStr: 'it\\'s'))\n");
  expect(text).toContain("    quietPeriod(30)\n");
});

it("a runner with an empty label is any agent", async () => {
  const { text } = await render("jdk_17");
  expect(text.match(/agent .*/g)).toEqual(["agent none", "agent any"]);
});

it("tools of the file are those of each stage, and may name the matrix", async () => {
  const { text } = await render("jdk_{{ matrix.jdk }}");
  expect(text.match(/tools \{[^}]*\}/g)?.map((each) => each.replace(/\s+/g, " "))).toEqual([
    "tools { maven 'maven_3' jdk 'jdk_17' }",
    "tools { maven 'maven_3' jdk 'jdk_21' }",
  ]);
});

it("a tool that only the run could name is refused", async () => {
  const { errors } = await render("jdk_{{ git.sha }}");
  expect(errors[0]).toMatchObject({ code: "JK016" });
});
