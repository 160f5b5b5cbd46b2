import { describe, expect, it } from "vitest";
import { printCondition } from "../../../../../core/config/expressions.ts";
import { planToml } from "../../fake.ts";

const run = 'steps = [{ run = "x" }]';
const planned = async (job: string, top = "") => {
  const { outputs, remarks, diagnostics } = await planToml(`${top}\n[jobs.test]\n${job}\n${run}`);
  const condition = outputs[0]!.jobs[0]!.condition;
  return { condition: condition && printCondition(condition), remarks, diagnostics };
};

describe("`on` of a job", () => {
  it("is a condition", async () => {
    expect(await planned('on = ["pull_request", "merge_queue"]')).toMatchObject({
      condition: 'run.event == "pull_request" || run.event == "merge_queue"',
      remarks: [],
    });
  });

  it("holds beside the job's `if`", async () => {
    const { condition } = await planned(`on = { push = ["main"] }\nif = "!cancelled() || git.sha == 'x'"`);
    expect(condition).toBe('(!cancelled() || git.sha == "x") && run.event == "push" && git.branch == "main"');
  });

  it("warns of events that never start the workflow", async () => {
    const { remarks, diagnostics } = await planned(
      'on = { push = ["main"], release = true, tag = ["v*"] }',
      'on = { push = ["main"], manual = true }',
    );
    expect(remarks).toEqual([
      'CIG414 4: Nothing starts the workflow on a tag, so that the job "test" never runs on it.',
      'CIG414 4: Nothing starts the workflow on "release", so that the job "test" never runs on it.',
    ]);
    expect(diagnostics.map(({ level, hint }) => [level, hint])).toEqual([
      ["warning", "Add it to [on], or remove it here. The workflow is started by push, manual."],
      ["warning", "Add it to [on], or remove it here. The workflow is started by push, manual."],
    ]);
  });

  it("warns of branches and tags that never start it", async () => {
    const { remarks } = await planned(
      'on = { push = { branches = ["main", "develop", "release/2"], tags = ["x1", "v1"] }, pull_request = ["next"] }',
      'on = { push = { branches = ["main", "release/*", "!release/2"], tags = ["v*"] }, pull_request = ["main"] }',
    );
    expect(remarks).toEqual([
      'CIG414 4: The branch "develop" never starts the workflow, so that the job "test" never runs on it.',
      'CIG414 4: The branch "release/2" never starts the workflow, so that the job "test" never runs on it.',
      'CIG414 4: The tag "x1" never starts the workflow, so that the job "test" never runs on it.',
      'CIG414 4: The branch "next" never starts the workflow, so that the job "test" never runs on it.',
    ]);
  });

  it("says nothing where the default or a provider's own table starts the workflow", async () => {
    expect((await planned('on = { push = ["main"], pull_request = ["anything"] }')).remarks).toEqual([]);
    const own = await planned('on = ["release"]', '[provider.github.on.release]\ntypes = ["created"]');
    expect(own.remarks).toEqual([]);
  });
});
