import { definePlugin, Level } from "cig/sdk";
import { cases, type JobRow, type JobTable, providerConformance } from "cig/sdk/testing";
import { describe, expect, it } from "vitest";

/** A provider that knows jobs, what they wait for, and scripts: a line each. */
const lines = definePlugin({
  name: "acme/lines",
  version: "1.0.0",
  capabilities: ["provider:lines"],
  generate: ({ outputs }) => ({
    fragments: outputs.map(({ path, jobs }) => ({
      path,
      content: jobs
        .flatMap((job) => [
          `job ${job.id} ${job.needs.join(",")}`,
          ...job.steps.flatMap(({ kind }) => (kind.case === "run" ? `run ${kind.value.script}` : [])),
        ])
        .join("\n"),
    })),
  }),
});

function readLines(files: ReadonlyMap<string, string>): JobTable {
  const jobs: { id: string; needs: string[]; steps: object[] }[] = [];
  for (const line of [...files.values()].join("\n").split("\n")) {
    const [, id, needs] = /^job (\S+) (.*)$/.exec(line) ?? [];
    if (id !== undefined) jobs.push({ id, needs: (needs ?? "").split(",").filter(Boolean), steps: [] });
    else jobs.at(-1)?.steps.push({ kind: "run", script: line.replace(/^run /, ""), env: {} });
  }
  return {
    workflows: [{ name: "", startsOn: [], schedules: [], inputs: [], jobs: jobs as unknown as JobRow[] }],
  };
}

const manifest = (support: Readonly<Record<string, string>> | undefined) =>
  [
    '[module]\nname = "acme/lines"\nversion = "1.0.0"\ncapabilities = ["provider:lines"]\n',
    ...(support ? ["[support]", ...Object.entries(support).map(([id, cell]) => `"${id}" = ${cell}`)] : []),
  ].join("\n");

const refused = '{ is = "refused", why = "has only lines" }';
const honest = Object.fromEntries(cases.map(({ feature }) => [feature, refused]));
const trial = (support: Readonly<Record<string, string>> | undefined, plugin = lines) => ({
  plugin,
  manifest: manifest(support),
  reader: readLines,
  path: "ci.lines",
});

describe("the conformance of a provider", () => {
  it("has nothing to say of one that keeps its promises", async () => {
    expect(await providerConformance(trial({ ...honest, "job.needs": '"native"' }))).toEqual([]);
  });

  it("finds what is promised and lost", async () => {
    const support = {
      ...honest,
      "job.needs": '"native"',
      "job.timeout": '{ is = "emulated", how = "waits" }',
    };
    expect(await providerConformance(trial(support))).toEqual([
      'acme/lines: job.timeout is emulated: The job "test": timeoutMinutes is undefined and not 17.',
    ]);
    const forgetful = definePlugin({
      ...lines,
      generate: async (request) => {
        for (const { jobs } of request.outputs) for (const job of jobs) job.needs = [];
        return lines.generate!(request);
      },
    });
    expect(await providerConformance(trial({ ...honest, "job.needs": '"native"' }, forgetful))).toEqual([
      'acme/lines: job.needs is native: The job "test": needs is [] and not ["build"].',
    ]);
  });

  it("finds what the table forgets, and what it makes up", async () => {
    const { "step.retry": _, ...others } = honest;
    expect(await providerConformance(trial({ ...others, "step.retries": refused }))).toEqual([
      'acme/lines: [support] lists features that there are: there is no feature "step.retries".',
      "acme/lines: step.retry is refused: [support] does not list it, so that people are refused without a reason.",
    ]);
  });

  it("wants errors of the provider's own at the key in cig.toml", async () => {
    const refusing = (subject: string[]) =>
      definePlugin({
        ...lines,
        generate: () => ({
          diagnostics: [
            { level: Level.ERROR, code: "LN001", title: "Not here", message: "No.", location: { subject } },
          ],
        }),
      });
    const failures = await providerConformance(trial(undefined, refusing(["jobs", "test"])));
    expect(failures).toContain(
      'acme/lines: on.push is rendered or refused: LN001 stands at "jobs.test" and not at "on.push".',
    );
    expect(failures.filter((failure) => failure.includes(": job.timeout "))).toEqual([]);
  });
});
