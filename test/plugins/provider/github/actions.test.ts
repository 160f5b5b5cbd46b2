import {
  create,
  Function as F,
  GenerateRequestSchema,
  named,
  reference,
  type TextPiece,
  text,
} from "cig/sdk";
import { describe, expect, it } from "vitest";
import { generate } from "../../../../plugins/provider/github/generate.ts";
import { judgeAction, judgeWorkflow } from "../../../validators/github.ts";
import { apply, github, type JobInit, job, lit, ref, run, type StepInit, txt } from "./requests.ts";

const bool = (value: boolean) => ({ kind: { case: "boolean", value } }) as never;
const checkout = { kind: { case: "checkout", value: {} } } as never;
const native = (uses: string, ...inputs: unknown[]) =>
  ({ kind: { case: "native", value: { provider: "github", uses, with: inputs } } }) as never;

const greet = {
  id: "greet",
  description: "Says hello",
  inputs: [
    { name: "who", description: "Whom to greet", default: txt("world") },
    { name: "loud", type: "boolean", default: bool(false) },
  ],
  steps: [
    run('echo "hello $WHO"', { env: [named("WHO", reference("inputs.who"))] }),
    run("echo LOUD", { condition: apply(F.EQUAL, ref("inputs.loud"), lit(txt("true"))) }),
  ],
};

/** The steps of a call of `greet`, as the core puts them into a job. */
function call(number: number, who: TextPiece, loud = "false", more: Partial<StepInit> = {}): never[] {
  const own = { command: "greet", number, with: [named("who", who), named("loud", loud)] };
  return [
    run('echo "hello $WHO"', { env: [named("WHO", who)], call: own, ...more } as never),
    run("echo LOUD", {
      condition: apply(F.EQUAL, lit(txt(loud)), lit(txt("true"))),
      call: own,
      ...more,
    } as never),
  ] as never[];
}

async function files(
  commands: object[],
  jobs: JobInit[],
  ...others: JobInit[][]
): Promise<Map<string, string>> {
  const outputs = [jobs, ...others].map((each, index) => ({
    provider: "github",
    path: `.github/workflows/w${index}.yml`,
    commands,
    jobs: each,
  }));
  const { fragments = [], diagnostics = [] } = await generate(
    create(GenerateRequestSchema, { outputs: outputs as never }),
  );
  expect(diagnostics).toEqual([]);
  const found = new Map(fragments.map(({ path, content }) => [path!, content!]));
  for (const [path, content] of found)
    expect(path.endsWith("/action.yml") ? judgeAction(content) : await judgeWorkflow(content)).toEqual([]);
  return found;
}

const actionPath = ".github/actions/greet/action.yml";

async function isAction(jobs: JobInit[], command: object = greet): Promise<boolean> {
  return (await files([command], jobs)).has(`.github/actions/${(command as { id: string }).id}/action.yml`);
}

describe("a command that is called more than once", () => {
  it("is a composite action, and each call one step", async () => {
    const calls = [...call(0, "world"), ...call(1, reference("git.branch"), "true")];
    const found = await files([greet], [job("a", { steps: [checkout, ...calls] })]);
    expect([...found.keys()]).toEqual([actionPath, ".github/workflows/w0.yml"]);
    expect(found.get(actionPath)).toBe(`name: greet

description: Says hello

inputs:
  who:
    description: Whom to greet
    default: world
  loud:
    description: loud
    default: "false"

runs:
  using: composite
  steps:
    - run: echo "hello $WHO"
      shell: bash
      env:
        WHO: \${{ inputs.who }}
    - if: inputs.loud == 'true'
      run: echo LOUD
      shell: bash
`);
    const workflow = found.get(".github/workflows/w0.yml")!;
    expect(workflow.slice(workflow.indexOf("      - name: Says"))).toBe(`      - name: Says hello
        uses: ./.github/actions/greet
      - name: Says hello
        uses: ./.github/actions/greet
        with:
          who: \${{ github.head_ref || github.ref_type == 'branch' && github.ref_name || '' }}
          loud: "true"
`);
  });

  it("has no default that only the run knows: each call gives the value", async () => {
    const inputs = [{ ...greet.inputs[0]!, default: txt("{{ git.branch }}") }, ...greet.inputs.slice(1)];
    const calls = [...call(0, reference("git.branch")), ...call(1, reference("git.branch"))];
    const found = await files([{ ...greet, inputs }], [job("a", { steps: [checkout, ...calls] })]);
    expect(found.get(actionPath)).toContain(
      "  who:\n    description: Whom to greet\n    required: true\n  loud:",
    );
    expect(found.get(".github/workflows/w0.yml")!.match(/^ {10}who: \$\{\{ /gm)).toHaveLength(2);
  });

  it("may be called from two jobs, and from two workflows", async () => {
    const one = (id: string) => job(id, { steps: [checkout, ...call(0, "x")] });
    expect(await isAction([one("a"), one("b")])).toBe(true);
    const found = await files([greet], [one("a")], [one("b")]);
    expect([...found.keys()]).toEqual([actionPath, ".github/workflows/w0.yml", ".github/workflows/w1.yml"]);
  });

  it("stands in its places where it is called once, or is no longer than its call", async () => {
    expect(await isAction([job("a", { steps: [checkout, ...call(0, "x")] })])).toBe(false);
    const short = { ...greet, steps: [greet.steps[0]!] };
    const twice = job("a", { steps: [checkout, call(0, "x")[0]!, call(1, "y")[0]!] });
    expect(await isAction([twice], short)).toBe(false);
  });

  it("takes a condition that stands beside the call", async () => {
    const condition = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));
    const calls = [0, 1].flatMap((number) => {
      const [first, second] = call(number, "x", "true") as unknown as { condition: typeof condition }[];
      return [
        { ...first, condition },
        { ...second, condition: apply(F.AND, condition, second!.condition) },
      ] as never[];
    });
    const found = await files([greet], [job("a", { steps: [checkout, ...calls] })]);
    expect(found.get(".github/workflows/w0.yml")).toContain(
      "        if: github.ref == 'refs/heads/main' || github.head_ref == 'main' && github.event.pull_request.head.repo.full_name == github.repository\n        uses: ./.github/actions/greet\n",
    );
    expect(found.get(actionPath)).toContain("    - if: inputs.loud == 'true'\n");
  });

  it("has actions, tools and outputs of its own steps", async () => {
    const command = {
      id: "set-up",
      inputs: [{ name: "node", required: true }],
      steps: [
        run('echo "v=$N" >> "$CIG_OUTPUT"', { id: "pick", env: [named("N", reference("inputs.node"))] }),
        native("actions/setup-node", named("node-version", reference("steps.pick.outputs.v"))),
        run("npm ci", { retry: { max: 1 } } as never),
      ],
    };
    const own = (number: number) => {
      const made = { command: "set-up", number, with: [named("node", "22")] };
      return [
        run('echo "v=$N" >> "$CIG_OUTPUT"', {
          id: `pick-${number}`,
          env: [named("N", "22")],
          call: made,
        } as never),
        {
          ...(native(
            "actions/setup-node",
            named("node-version", reference(`steps.pick-${number}.outputs.v`)),
          ) as object),
          call: made,
        },
        run("npm ci", { retry: { max: 1 }, call: made } as never),
      ] as never[];
    };
    const found = await files([command], [job("a", { steps: [checkout, ...own(0), ...own(1)] })]);
    expect(found.get(".github/actions/set-up/action.yml")).toBe(`name: set-up

description: The command "set-up" of cig.toml

inputs:
  node:
    description: node
    required: true

runs:
  using: composite
  steps:
    - id: pick
      run: |
        export CIG_OUTPUT="$GITHUB_OUTPUT"
        echo "v=$N" >> "$CIG_OUTPUT"
      shell: bash
      env:
        "N": \${{ inputs.node }}
    - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
      with:
        node-version: \${{ steps.pick.outputs.v }}
    - run: npm ci
      shell: bash -c "for left in 1 0; do bash --noprofile --norc -eo pipefail $0; code=$?; [ $code = 0 ] && break; echo Exit status $code, $left tries left; done; exit $code" {0}
`);
    expect(found.get(".github/workflows/w0.yml")).toContain(
      '      - uses: ./.github/actions/set-up\n        with:\n          node: "22"\n',
    );
  });

  it("knows what its boolean inputs are by themselves, and against true and false", async () => {
    const command = {
      ...greet,
      steps: [
        run("a", { condition: ref("inputs.loud") }),
        run("b", { condition: apply(F.NOT, apply(F.EQUAL, ref("inputs.loud"), lit(bool(true)))) }),
        run("c", { condition: apply(F.NOT_EQUAL, ref("inputs.who"), lit(txt("it's"))) }),
      ],
    };
    const own = (number: number) => {
      const made = { command: "greet", number, with: [named("who", "x"), named("loud", "true")] };
      return [
        run("a", { call: made } as never),
        run("b", { call: made, condition: lit(bool(false)) } as never),
        run("c", { call: made } as never),
      ];
    };
    const found = await files([command], [job("a", { steps: [checkout, ...own(0), ...own(1)] })]);
    expect([...found.get(actionPath)!.matchAll(/- if: (.*)/g)].map(([, condition]) => condition)).toEqual([
      "inputs.loud == 'true'",
      "${{ !(inputs.loud == 'true') }}",
      "inputs.who != 'it''s'",
    ]);
  });

  it("stands in its places where an action would not mean the same", async () => {
    const twice = (more: Partial<StepInit> = {}) => [
      ...call(0, "x", "false", more),
      ...call(1, "y", "false", more),
    ];
    const steps = [checkout, ...twice()];
    expect(await isAction([job("a", { steps })])).toBe(true);
    for (const [what, jobs] of Object.entries({
      "no sources": [job("a", { steps: twice() })],
      "sources elsewhere": [
        job("a", { steps: [{ kind: { case: "checkout", value: { path: "x" } } } as never, ...twice()] }),
      ],
      "other sources": [
        job("a", {
          steps: [{ kind: { case: "checkout", value: { ref: text("v1") } } } as never, ...twice()],
        }),
      ],
      "a folder of the job": [job("a", { steps, workingDirectory: "web" })],
      "a shell of the job": [job("a", { steps, shell: "sh" })],
      "a job that is tried again": [job("a", { steps, retry: { max: 1 } } as never)],
      "a secret that nobody hands on": [job("a", { steps, secrets: ["TOKEN"] })],
      "steps that are not those of the command": [job("a", { steps: [checkout, ...twice({ shell: "sh" })] })],
      "a condition of its own that asks back": [
        job("a", { steps: [checkout, ...twice({ condition: apply(F.ALWAYS) })] }),
      ],
    }))
      expect([what, await isAction(jobs as JobInit[])]).toEqual([what, false]);
  });

  it("stands in its places where an action cannot have its steps", async () => {
    const bodies: Record<string, Partial<StepInit>> = {
      "a timeout": { timeoutMinutes: 1 },
      background: { background: true } as never,
      "a secret": { env: [named("T", reference("secrets.T"))] },
      "the matrix": { env: [named("T", reference("matrix.x"))] },
      "an output of a job": { env: [named("T", reference("jobs.b.outputs.x"))] },
      failure: { condition: apply(F.FAILURE) },
      "options for GitHub": { providerOptions: github({ "working-directory": txt("z") }) },
    };
    for (const [what, more] of Object.entries(bodies)) {
      const step = (own: object = {}) => run("one\ntwo\nthree", { ...more, ...own } as never);
      const command = { ...greet, steps: [step()] };
      const made = (number: number) => ({
        command: "greet",
        number,
        with: [named("who", "x"), named("loud", "false")],
      });
      const jobs = [
        job("b", { steps: [run("x", { id: "s" })], outputs: [named("x", reference("steps.s.outputs.x"))] }),
        job("a", {
          needs: ["b"],
          matrix: { axes: [{ name: "x", values: [txt("1")] }] },
          steps: [checkout, step({ call: made(0) }), step({ call: made(1) })],
        } as never),
      ];
      expect([what, await isAction(jobs, command)]).toEqual([what, false]);
    }
    const upload = { kind: { case: "upload", value: { name: "n", paths: ["x"] } } } as never;
    const command = { ...greet, steps: [upload, upload] };
    expect(await isAction([job("a", { steps: [checkout] })], command)).toBe(false);
  });

  it("stands in its places where the job reads outputs of its steps", async () => {
    const command = { ...greet, steps: [run("x", { id: "s" }), run("y")] };
    const made = (number: number) => ({
      command: "greet",
      number,
      with: [named("who", "x"), named("loud", "false")],
    });
    const steps = (reads: string) => [
      checkout,
      ...[0, 1].flatMap((number) => [
        run("x", { id: `s${number}`, call: made(number) } as never),
        run("y", { call: made(number) } as never),
      ]),
      run("z", { id: "own", env: [named("R", reference(reads))] }),
    ];
    expect(await isAction([job("a", { steps: steps("git.sha") })], command)).toBe(true);
    const found = await files([command], [job("a", { steps: steps("steps.s1.outputs.v") })]);
    // One call is left, and stands in its place, too.
    expect(found.has(actionPath)).toBe(false);
  });

  it("is none where two outputs define it differently", async () => {
    const jobs = [job("a", { steps: [checkout, ...call(0, "x"), ...call(1, "x")] })];
    const outputs = [greet, { ...greet, description: "Other" }].map((command, index) => ({
      provider: "github",
      path: `.github/workflows/w${index}.yml`,
      commands: [command],
      jobs,
    }));
    const { fragments = [] } = await generate(create(GenerateRequestSchema, { outputs: outputs as never }));
    expect(fragments.map(({ path }) => path)).toEqual([
      ".github/workflows/w0.yml",
      ".github/workflows/w1.yml",
    ]);
  });
});
