import { describe, expect, it } from "vitest";
import { printCondition } from "../../../../../core/config/expressions.ts";
import { Access, RetryCause } from "../../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { planToml, show } from "../../fake.ts";

const planned = async (lines: string, more = "") => {
  const run = await planToml(`[jobs.test]\n${lines}\n${more}`);
  return { ...run, job: run.outputs[0]!.jobs.find(({ id }) => id === "test")! };
};
const jobOf = async (lines: string, more = "") => {
  const { job, remarks } = await planned(lines, more);
  expect(remarks).toEqual([]);
  return job;
};
const run = 'steps = [{ run = "x" }]';

describe("retry", () => {
  it("is a number of further tries on any failure", async () => {
    expect((await jobOf(`retry = 2\n${run}`)).retry).toMatchObject({ max: 2, causes: [], exitStatuses: [] });
    expect((await jobOf(run)).retry).toBeUndefined();
  });

  it("sorts causes and exit statuses, on jobs and on steps", async () => {
    const job = await jobOf(
      'retry = { max = 1, on = [137, "timeout", 2, "failure"] }\nsteps = [{ run = "x", retry = { max = 3, on = [9, 7] } }]',
    );
    expect(job.retry).toMatchObject({
      max: 1,
      causes: [RetryCause.FAILURE, RetryCause.TIMEOUT],
      exitStatuses: [2, 137],
    });
    expect(job.steps[1]!.retry).toMatchObject({ max: 3, causes: [], exitStatuses: [7, 9] });
  });
});

describe("approval", () => {
  it("makes the whole job wait, and such a job changes the world", async () => {
    const job = await jobOf(`approval = { message = "Ship {{ git.sha }}?", approvers = ["ops"] }\n${run}`);
    expect(show(job.approval!.message)).toBe("Ship {{ git.sha }}?");
    expect(job.approval!.approvers).toEqual(["ops"]);
    expect(job.effects).toBe(true);
    expect(job.steps.map(({ kind }) => kind.case)).toEqual(["checkout", "run"]);
  });

  it("may be all that a job does: then nothing is checked out", async () => {
    for (const lines of ["approval = true", "steps = [{ approve = true }]", "approval = true\nsteps = []"]) {
      const job = await jobOf(lines);
      expect(job.approval).toBeDefined();
      expect(job.steps).toEqual([]);
    }
    expect((await jobOf("approval = true\ncheckout = true")).steps).toHaveLength(1);
  });

  it("is what an approve step in front of all others says", async () => {
    const job = await jobOf('steps = [{ approve = "Sure?" }, { checkout = { depth = 0 } }, { run = "x" }]');
    expect(show(job.approval!.message)).toBe("Sure?");
    expect(job.steps.map(({ kind }) => kind.case)).toEqual(["checkout", "run"]);
    expect(job.steps[1]!.subject).toEqual(["jobs", "test", "steps", "2"]);
    const named = await jobOf('steps = [{ approve = true, name = "Ship to EU" }, { run = "x" }]');
    expect(show(named.approval!.message)).toBe("Ship to EU");
  });

  it("stays a step behind others, or with a condition of its own", async () => {
    const behind = await jobOf('steps = [{ run = "x" }, { approve = { approvers = ["ops"] } }]');
    expect(behind.approval).toBeUndefined();
    expect(behind.steps[2]!.kind).toMatchObject({ case: "approve", value: { approvers: ["ops"] } });
    const conditional = await jobOf(`steps = [{ approve = true, if = "git.tag != ''" }, { run = "x" }]`);
    expect(conditional.approval).toBeUndefined();
    expect(conditional.steps.map(({ kind }) => kind.case)).toEqual(["checkout", "approve", "run"]);
  });

  it("cannot be asked for twice", async () => {
    const { remarks } = await planned('approval = true\nsteps = [{ approve = true }, { run = "x" }]');
    expect(remarks).toEqual([
      'CIG405 4: The job "test" has an approval, and its first step asks for another.',
    ]);
  });

  it("can be taken back from a template", async () => {
    expect(
      (await jobOf(`extends = ["t"]\napproval = false\n${run}`, "[templates.t]\napproval = true")).approval,
    ).toBe(undefined);
  });
});

describe("oidc", () => {
  const rights = (job: Awaited<ReturnType<typeof jobOf>>) =>
    job.permissions.map(({ scope, access }) => `${scope}: ${Access[access].toLowerCase()}`);

  it("adds the right to ask for a token to the rights that the job would have", async () => {
    expect(rights(await jobOf(`oidc = true\n${run}`))).toEqual(["contents: read", "id-token: write"]);
    expect(rights(await jobOf(`oidc = true\npermissions = { packages = "write" }\n${run}`))).toEqual([
      "id-token: write",
      "packages: write",
    ]);
    expect(rights(await jobOf(`oidc = true\n${run}`, '[permissions]\nissues = "read"'))).toEqual([
      "id-token: write",
      "issues: read",
    ]);
    expect(rights(await jobOf(run))).toEqual([]);
  });

  it("carries the audience and the variable, which scripts may then read", async () => {
    const job = await jobOf(
      'oidc = { audience = "{{ project.name }}", env = "TOKEN" }\nsteps = [{ run = "login {{ env.TOKEN }}" }]',
    );
    expect(show(job.oidc!.audience)).toBe("shop");
    expect(job.oidc!.env).toBe("TOKEN");
    expect((await jobOf(`oidc = false\n${run}`)).oidc).toBeUndefined();
  });

  it("refuses rights that contradict it, and a variable with two values", async () => {
    const { remarks } = await planned(
      `oidc = { env = "TOKEN" }\npermissions = { id-token = "none" }\nenv = { TOKEN = "x" }\n${run}`,
    );
    expect(remarks).toEqual([
      'CIG405 3: The variable "TOKEN" would be the identity token and env of the job "test".',
      'CIG104 4: The job "test" asks for an identity token by oidc, and id-token = "none" forbids it one.',
    ]);
  });
});

describe("credentials", () => {
  it("go with the image and with services, and their secrets are the job's", async () => {
    const job = await jobOf(
      `image = { name = "r.example.com/ci", credentials = { username = "{{ USER }}", password = "{{ secrets.CI }}" } }
services = ["db"]
${run}`,
      `[services.db]
image = "r.example.com/db"
credentials = { username = "db", password = "{{ secrets.DB }}" }
[variables]
USER = "robot"`,
    );
    expect(show(job.image!.credentials!.username)).toBe("robot");
    expect(show(job.image!.credentials!.password)).toBe("{{ secrets.CI }}");
    expect(show(job.services[0]!.credentials!.password)).toBe("{{ secrets.DB }}");
    expect(job.secrets).toEqual(["CI", "DB"]);
  });

  it("refuse a password that stands in cig.toml", async () => {
    const { remarks } = await planned(
      `image = { name = "x", credentials = { username = "a", password = "{{ P }}" } }\n${run}`,
      '[variables]\nP = "hunter2"',
    );
    expect(remarks).toEqual(["CIG104 3: This password names no secret, so that everybody could read it."]);
  });
});

describe("conditions of steps", () => {
  const conditionOf = async (step: string) => {
    const job = await jobOf(`steps = [${step}]`);
    return job.steps[1]!.condition && printCondition(job.steps[1]!.condition);
  };

  it("are the same with and without braces", async () => {
    expect(await conditionOf(`{ run = "x", if = "{{ git.tag == '' }}" }`)).toBe('git.tag == ""');
    expect(await conditionOf(`{ run = "x", if = "git.tag == ''" }`)).toBe('git.tag == ""');
  });

  it("hold whatever came before with always, beside a condition of the step", async () => {
    expect(await conditionOf('{ run = "x", always = true }')).toBe("always()");
    expect(await conditionOf(`{ run = "x", always = true, if = "git.tag != ''" }`)).toBe(
      'always() && git.tag != ""',
    );
    expect(await conditionOf('{ run = "x", always = false }')).toBeUndefined();
  });

  it("leave the background to steps that run", async () => {
    const job = await jobOf('steps = [{ run = "server", background = true }, { run = "x" }]');
    expect(job.steps.map(({ background }) => background)).toEqual([false, true, false]);
  });
});

describe("a step in the background", () => {
  it("is told when nothing runs beside it", async () => {
    const { remarks } = await planned('steps = [{ run = "x" }, { run = "server", background = true }]');
    expect(remarks).toEqual([
      "CIG414 3: No step runs beside this one, so that the job ends as soon as it has begun.",
    ]);
  });
});

describe("outputs of steps", () => {
  it("are added to the job that has none, where another asks for one", async () => {
    const { diagnostics } = await planned(
      run,
      '[jobs.b]\nneeds = ["test"]\nsteps = [{ run = "{{ jobs.test.outputs.v }}" }]',
    );
    expect(diagnostics).toMatchObject([
      { message: 'The job "test" has no output "v".', hint: 'Add outputs = { v = "…" } to the job "test".' },
    ]);
  });

  it("are checked where the step declares them", async () => {
    const { remarks, diagnostics, job } = await planned(`outputs = { v = "{{ steps.s.outputs.verson }}" }
steps = [
  { run = "x", id = "s", outputs = ["version", "digest"] },
  { run = "y", id = "t" },
  { run = "echo {{ steps.s.outputs.version }} {{ steps.t.outputs.whatever }}" },
]`);
    expect(remarks).toEqual(['CIG107 3: The step "s" declares no output "verson".']);
    expect(diagnostics[0]!.hint).toBe("Did you mean steps.s.outputs.version?");
    expect(job.steps[1]!.outputs).toEqual(["digest", "version"]);
  });
});
