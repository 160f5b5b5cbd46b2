import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../core/config/config.ts";
import type { Support } from "../../../core/manifest.ts";
import { checkSupport } from "../../../core/support/check.ts";
import { features } from "../../../core/support/features.ts";
import { github, planToml } from "../plan/fake.ts";

const everything: Record<string, Support> = Object.fromEntries(features.map(({ id }) => [id, "native"]));

/** What is said of a cig.toml by a provider that can everything but this: "error CIG420 3:7 message (hint)". */
async function said(toml: string, but: Record<string, Support | undefined>): Promise<string[]> {
  const { outputs } = await planToml(toml);
  const { value: config } = parseConfig("cig.toml", `version = "0.2"\n${toml}`);
  const support = { ...everything, ...but } as Record<string, Support>;
  for (const [id, cell] of Object.entries(but)) if (!cell) delete support[id];
  const manifest = { ...github.manifest, title: "Hub", support } as never;
  return checkSupport(outputs, [manifest], config!).map(({ level, code, subject, message, hint }) => {
    const at = config!.at(subject!)!;
    return `${level} ${code} ${at.line}:${at.column} ${message}${hint ? ` (${hint})` : ""}`;
  });
}

const job = (id: string, more = "") => `[jobs.${id}]\nsteps = [{ run = "make" }]\n${more}\n`;

describe("the support of a provider", () => {
  it("says nothing of what the provider can", async () => {
    expect(await said(job("a", 'timeout = "5m"'), {})).toEqual([]);
  });

  it("says nothing of an imitation unless the provider wants it said", async () => {
    const toml = job("a", "continue_on_error = true");
    const how = "remembers the status";
    expect(await said(toml, { "job.continue_on_error": { is: "emulated", how } })).toEqual([]);
    expect(await said(toml, { "job.continue_on_error": { is: "emulated", how, level: "warning" } })).toEqual([
      "warning CIG421 4:21 `continue_on_error` of a job on Hub: remembers the status.",
    ]);
  });

  it("refuses at the key what the provider cannot", async () => {
    const toml = job("a", 'environment = { name = "live", url = "https://example.com" }');
    const cell: Support = { is: "refused", why: "knows no addresses", hint: "Remove `url`." };
    expect(await said(toml, { "job.environment.url": cell })).toEqual([
      "error CIG420 4:38 Hub knows no addresses. (Remove `url`.)",
    ]);
  });

  it("refuses what the provider does not list", async () => {
    expect(await said(job("a", "continue_on_error = true"), { "job.continue_on_error": undefined })).toEqual([
      "error CIG420 4:21 Hub has nothing for `continue_on_error` of a job. (Remove it, or the output of Hub.)",
    ]);
  });

  it("says an error at each place", async () => {
    const toml = job("a", "continue_on_error = true") + job("b", "continue_on_error = true");
    const cell: Support = { is: "refused", why: "stops at once", hint: "Remove it." };
    expect(await said(toml, { "job.continue_on_error": cell })).toEqual([
      "error CIG420 4:21 Hub stops at once. (Remove it.)",
      "error CIG420 7:21 Hub stops at once. (Remove it.)",
    ]);
  });

  it("says once what a template gives to several jobs", async () => {
    const toml = `[templates.soft]\ncontinue_on_error = true\n${job("a", 'extends = ["soft"]')}${job("b", 'extends = ["soft"]')}`;
    const cell: Support = { is: "refused", why: "stops at once", hint: "Remove it." };
    expect(await said(toml, { "job.continue_on_error": cell })).toEqual([
      "error CIG420 3:21 Hub stops at once. (Remove it.)",
    ]);
  });

  it("gathers what 54 jobs have in common", async () => {
    const ids = Array.from({ length: 54 }, (_, index) => `job${String(index).padStart(2, "0")}`);
    const toml = ids.map((id) => job(id, 'secrets = ["TOKEN"]')).join("");
    const cell: Support = { is: "emulated", how: "every job sees all variables", level: "info" };
    expect(await said(toml, { "job.secrets": cell })).toEqual([
      "info CIG422 4:11 `secrets` on Hub: every job sees all variables. This is so in 54 places: the jobs job00, job01, job02, job03 and 50 more.",
    ]);
  });

  it("names up to three warnings where they stand, and gathers more", async () => {
    const toml = (count: number) =>
      Array.from({ length: count }, (_, index) => job(`j${index}`, "continue_on_error = true")).join("");
    const cell: Support = { is: "refused", why: "stops at once", level: "warning" };
    expect(await said(toml(3), { "job.continue_on_error": cell })).toHaveLength(3);
    expect(await said(toml(4), { "job.continue_on_error": cell })).toEqual([
      "warning CIG421 4:21 Hub stops at once. This is so in 4 places: the jobs j0, j1, j2, j3.",
    ]);
  });

  it("is not refused for what nobody wrote", async () => {
    const refused: Support = { is: "refused", why: "has none" };
    expect(await said(job("a"), { "on.merge_queue": refused, "job.timeout": refused })).toEqual([]);
    expect(await said(`on = ["merge_queue"]\n${job("a")}`, { "on.merge_queue": refused })).toEqual([
      "error CIG420 2:7 Hub has none. (Remove it, or the output of Hub.)",
    ]);
  });

  it("tells of a default only what is to be told each time, and as a remark", async () => {
    const told: Support = { is: "refused", why: "lets the others go on", level: "warning" };
    const matrix = (more: string) => job("a", `matrix = { n = [1, 2]${more} }`);
    expect(await said(matrix(""), { "job.matrix.fail_fast": told })).toEqual([
      "info CIG422 4:1 Hub lets the others go on.",
    ]);
    expect(await said(matrix(", fail_fast = true"), { "job.matrix.fail_fast": told })).toEqual([
      "warning CIG421 4:36 Hub lets the others go on.",
    ]);
  });

  it("finds a run-time name where it is written, in a script, a variable or a condition", async () => {
    const refused: Support = { is: "refused", why: "knows no pull requests", hint: "Ask the API." };
    const toml = `[jobs.a]
if = "pr.number != ''"
env = { PR = "{{ pr.number }}" }
steps = [{ run = "echo {{ pr.number }}" }]
`;
    expect(await said(toml, { "name.pr.number": refused })).toEqual([
      "error CIG420 3:6 Hub knows no pull requests. (Ask the API.)",
      "error CIG420 4:14 Hub knows no pull requests. (Ask the API.)",
      "error CIG420 5:18 Hub knows no pull requests. (Ask the API.)",
    ]);
  });

  it("has no say where the plugin has no table", async () => {
    const { outputs } = await planToml(job("a"));
    expect(checkSupport(outputs, [github.manifest as never], { schema: {}, at: () => undefined })).toEqual(
      [],
    );
  });
});
