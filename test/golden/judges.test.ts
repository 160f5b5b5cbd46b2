import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as buildkite from "../validators/buildkite.ts";
import { judgeCommands, judgeConfig } from "../validators/circleci.ts";
import { judgeScripts, judgeWorkflow } from "../validators/github.ts";
import { judgeJenkinsfile } from "../validators/jenkins.ts";
import { goldenRoot } from "./golden.ts";

const files = readdirSync(goldenRoot)
  .sort()
  .flatMap((name) => expectedBelow(`${name}/expected`));

function expectedBelow(folder: string): string[] {
  if (!existsSync(join(goldenRoot, folder))) return [];
  return readdirSync(join(goldenRoot, folder), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => /\.yml$|Jenkinsfile$/.test(path))
    .sort();
}

const workflows = files.filter((path) => path.includes("/.github/workflows/"));
const circleci = files.filter((path) => path.includes("/.circleci/"));
const pipelines = files.filter((path) => path.includes("/.buildkite/"));
const jenkinsfiles = files.filter((path) => path.endsWith("/Jenkinsfile"));

describe("the golden workflows", () => {
  it("are there", () => {
    expect(workflows.length).toBeGreaterThanOrEqual(11);
    for (const of of [circleci, pipelines, jenkinsfiles]) expect(of.length).toBeGreaterThanOrEqual(3);
  });

  it.each(workflows)("%s is accepted by actionlint, GitHub's parser and the schema", async (path) => {
    const text = readFileSync(join(goldenRoot, path), "utf8");
    expect(await judgeWorkflow(text, path)).toEqual([]);
  });

  it.each(workflows)("%s has scripts in which shellcheck, where it is installed, finds nothing", (path) => {
    const found = judgeScripts(readFileSync(join(goldenRoot, path), "utf8"));
    expect(found ?? []).toEqual([]);
  });

  it.each(circleci)("%s is accepted by CircleCI's schema, and all its names are defined", (path) => {
    const text = readFileSync(join(goldenRoot, path), "utf8");
    expect(judgeConfig(text)).toEqual([]);
    expect(judgeCommands(text) ?? []).toEqual([]);
  });

  it.each(pipelines)("%s is accepted by Buildkite's schema, and no name in it is lost", (path) => {
    const text = readFileSync(join(goldenRoot, path), "utf8");
    expect(buildkite.judgePipeline(text)).toEqual([]);
    expect(buildkite.judgeCommands(text) ?? []).toEqual([]);
  });

  it.each(jenkinsfiles)("%s is a declarative pipeline", (path) => {
    expect(judgeJenkinsfile(readFileSync(join(goldenRoot, path), "utf8"))).toEqual([]);
  });
});
