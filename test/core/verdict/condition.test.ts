import { describe, expect, it } from "vitest";
import { ask } from "../../../core/verdict/condition.ts";
import { runNamesOf } from "../../../core/verdict/run-names.ts";
import { toWorkJobs } from "../../../core/verdict/to-work-jobs.ts";
import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { planToml } from "../plan/fake.ts";
import { signatureOf } from "./work.ts";

async function jobsOf(toml: string): Promise<Job[]> {
  const { outputs, remarks, diagnostics } = await planToml(
    `${toml}\n[[outputs]]\nprovider = "github"\npath = "ci.yml"\n`,
  );
  expect(diagnostics.some(({ level }) => level === "error") ? remarks : []).toEqual([]);
  return outputs[0]!.jobs;
}

const known: Record<string, string> = {
  "git.branch": "main",
  "run.event": "push",
  "git.tag": "",
  "pr.number": "",
};
const lookUp = (path: readonly string[]) => known[path.join(".")];

describe("a condition before the run", () => {
  const asked = async (condition: string) => {
    const [job] = await jobsOf(`[jobs.a]\nif = ${JSON.stringify(condition)}\nsteps = [{ run = "a" }]`);
    const answer = ask(job!.condition, lookUp);
    return answer.holds === "unknown" ? answer.on.join(" ") : answer.holds;
  };

  it.each([
    ["git.branch == 'main'", "yes"],
    ["git.branch != 'main'", "no"],
    ["git.branch == 'Main'", "upper and lower case"],
    ["startsWith(git.branch, 'ma') && endsWith(git.branch, 'in')", "yes"],
    ["contains(git.branch, 'x')", "no"],
    ["git.tag", "no"],
    ["!git.tag", "yes"],
    ["git.branch", "yes"],
    ["matches(git.branch, '^ma[a-z]*$')", "yes"],
    ["matches(git.branch, '^(?:ma)')", "a regular expression"],
    ["matches(git.branch, '^(a+)+$')", "a regular expression"],
    ["run.actor == 'ann'", "run.actor"],
    ["run.actor == 'ann' && git.branch == 'x'", "no"],
    ["run.actor == 'ann' || git.branch == 'main'", "yes"],
    ["run.actor == 'ann' || git.sha == 'x'", "run.actor git.sha"],
    ["!(run.actor == 'ann')", "run.actor"],
    ["always() && git.branch == 'main'", "always()"],
  ])("%s: %s", async (condition, answer) => {
    expect(await asked(condition)).toBe(answer);
  });
});

describe("the jobs of a plan, as verdicts see them", () => {
  const work = async (toml: string) => {
    const jobs = await jobsOf(toml);
    const signatures = new Map(
      jobs.flatMap(({ variants }) => variants.map(({ id }) => [id, { signature: signatureOf(id) }])),
    );
    return toWorkJobs(jobs, { signatures, lookUp });
  };

  it("say what is special about each, and nothing else", async () => {
    const [approved, main, notify, other, plain, shared] = await work(`
[jobs.plain]
steps = [{ run = "a" }]
[jobs.main]
on = { push = ["main"] }
steps = [{ run = "a" }]
[jobs.other]
on = ["pull_request"]
continue_on_error = true
steps = [{ run = "a" }]
[jobs.shared]
parallelism = 3
steps = [{ run = "a" }]
[jobs.notify]
if = "failure()"
needs = ["plain"]
steps = [{ run = "a" }]
[jobs.approved]
steps = [{ approve = "Go on?" }]
`).then((jobs) => [...jobs].sort((a, b) => (a.id < b.id ? -1 : 1)));
    const base = { needs: [], needsAny: [], uses: [], effects: false, asksStatus: false };
    const one = (id: string) => ({ ...base, id, variants: [{ id, signature: signatureOf(id) }] });
    expect(plain).toEqual(one("plain"));
    expect(main).toEqual(one("main"));
    expect(other).toEqual({ ...one("other"), condition: { holds: "no" }, mayFail: true });
    expect(shared).toEqual({ ...one("shared"), copies: 3 });
    expect(notify).toEqual({ ...one("notify"), needs: ["plain"], asksStatus: true });
    expect(approved).toEqual({ ...one("approved"), effects: true });
  });

  it("are in doubt without a signature, and with the sources of another commit", async () => {
    const jobs = await jobsOf(`
[jobs.a]
steps = [{ run = "a" }]
[jobs.b]
checkout = { ref = "v1" }
steps = [{ run = "b" }]
`);
    const signatures = new Map([["b", { signature: signatureOf("b") }]]);
    expect(toWorkJobs(jobs, { signatures, lookUp }).map(({ variants: [variant] }) => variant!.doubt)).toEqual(
      ["it has no signature", "it checks out another commit than the one that is looked at"],
    );
  });
});

it("names whose values a job's work reads are inputs; the job's condition and what is only shown are not", async () => {
  const [job] = await jobsOf(`
[jobs.a]
name = "Test of {{ git.sha }}"
if = "git.branch == 'main'"
matrix = { os = ["linux"] }
secrets = ["KEY"]
concurrency = { group = "{{ pr.number }}" }
env = { LEVEL = "{{ run.event }}", KEY = "{{ secrets.KEY }}", OS = "{{ matrix.os }}" }
steps = [
  { run = "echo {{ git.tag }}" },
  { run = "b", if = "run.actor == 'ann'" },
]
`);
  expect(runNamesOf(job!)).toEqual(["git.tag", "run.actor", "run.event"]);
});
