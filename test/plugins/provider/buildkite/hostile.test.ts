import { readdirSync } from "node:fs";
import { Function as F, named, reference, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { uploaded } from "../../../../plugins/provider/buildkite/value/interpolation.ts";
import { flatten, judgePipeline, uploadedPipeline, uploadedText } from "../../../validators/buildkite.ts";
import { runStep } from "./bash.ts";
import { apply, job, lit, matrix, ref, render, run, txt } from "./requests.ts";

const checkout = { kind: { case: "checkout", value: {} } } as never;

const hostile = [
  "it's",
  'say "hi"',
  "'''",
  '"""',
  "a\nb\n",
  "$HOME",
  "${HOME}",
  "\\$HOME",
  "\\\\$HOME",
  "\\\\\\${HOME:-x}",
  "$$",
  "$$$BUILDKITE_BRANCH",
  "${CIG_BACKSLASH:-\\}",
  "$(touch pwned)",
  "`touch pwned`",
  "; touch pwned",
  "\n; touch pwned #",
  "SCRIPT\ntouch pwned",
  "'; touch pwned; '",
  '"; touch pwned; "',
  "<< pipeline.id >>",
  "${{ github.token }}",
  "{{ matrix.ruby }}",
  "{{matrix}}",
  "*anchor",
  "&anchor",
  "!!python/object",
  "on",
  "NO",
  "1:30",
  "0x1f",
  "~",
  "- a: b # c",
  "\ttab",
  " space ",
  "\u001b[31mred",
  "\u202egnihton",
  "ünïcödé 🎉",
  "\r\n",
  "%s %d",
  "-n",
  "\\",
  "trailing \\",
  "x".repeat(65_536),
];

const awkward = fc.string({ unit: fc.constantFrom(..."$`'\"\\{}()<>&|;!#*?[]~=:-\n\t mAé") });

describe("What stands in a pipeline is the same after its upload", () => {
  test.each(hostile)("%j", (value) => {
    expect(uploadedText(uploaded(value), { HOME: "x", BUILDKITE_BRANCH: "y" })).toBe(value);
  });

  test("whatever it is", () => {
    fc.assert(
      fc.property(awkward, (value) => {
        expect(uploadedText(uploaded(value), { A: "x", mA: "y", m: "z" })).toBe(value);
      }),
      { numRuns: 500 },
    );
  });
});

async function arrives(values: readonly string[]): Promise<void> {
  const script = values.map((_, index) => `printf '%s\\0' "$V${index}"`).join("\n");
  const variables = values.map((value, index) => named(`V${index}`, value));
  const image = { image: text("node:20") };
  const late = values.map((value, index) => named(`V${index}`, value, reference("git.tag")));
  const { content, codes } = await render({
    env: variables,
    jobs: [
      job("workflow", { steps: [checkout, run(script)] }),
      job("job", { env: variables, steps: [checkout, run(script), run("true")] }),
      job("step", { steps: [checkout, run("true"), run(script, { env: variables } as never)] }),
      job("late", { env: late, steps: [checkout, run(script)] }),
      job("image", { image, steps: [checkout, run(script, { env: variables } as never)] } as never),
      job("script", {
        steps: [
          checkout,
          run(`${script}\n: <<'END'\n${values.join("\n").replaceAll("\nEND", "")}\nEND\n`),
          run("true"),
        ],
      }),
    ],
  });
  expect(codes.filter((code) => code !== "BK014")).toEqual([]);
  if (content === "") return;
  expect(judgePipeline(content)).toEqual([]);
  for (const key of ["workflow", "job", "step", "late", "image", "script"]) {
    const { out, status, folder } = runStep(content, key, { env: { HOME_LIKE: "x" } });
    const got = out.replace(/^(?:--- .*\n)+/gm, "").split("\0");
    expect([key, status, got.slice(0, values.length)]).toEqual([key, 0, [...values]]);
    expect(readdirSync(folder)).toEqual([]);
  }
}

describe("Values of variables arrive byte for byte, and nothing of them runs", () => {
  test.each(hostile)("%j", async (value) => {
    await arrives([value]);
  });

  test("whatever they are", async () => {
    await fc.assert(fc.asyncProperty(fc.array(awkward, { minLength: 1, maxLength: 8 }), arrives), {
      numRuns: 25,
    });
  }, 60_000);
});

test.each(hostile.filter((value) => Buffer.byteLength(value) <= 128))(
  "A value of a matrix is one word of scripts and text of the pipeline: %j",
  async (value) => {
    const { content, codes } = await render({
      jobs: [
        job("m", {
          ...matrix("m", { axis: ["plain", value] }),
          variants: [
            { id: "m-1", values: { entries: [{ key: "axis", value: txt("plain") }] } },
            { id: "m-2", values: { entries: [{ key: "axis", value: txt(value) }] } },
          ] as never,
          steps: [
            checkout,
            run('printf "%s" "$V"', { env: [named("V", "<", reference("matrix.axis"), ">")] } as never),
          ],
        }),
      ],
    });
    expect(codes).toEqual([]);
    expect(judgePipeline(content)).toEqual([]);
    const steps = flatten(uploadedPipeline(content).steps);
    const isNative = steps.length === 1;
    const { out, folder } = runStep(content, isNative ? "m" : "m-2", { matrix: { axis: value } });
    expect(out).toBe(`<${value}>`);
    expect(readdirSync(folder)).toEqual([]);
  },
);

describe("Values from outside run nowhere", () => {
  const titles = ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned #', "a\nb"];
  test.each(titles)("%j as a branch", async (value) => {
    const { content } = await render({
      jobs: [
        job("t", {
          name: "$(touch pwned)",
          env: [named("B", reference("git.branch"), " ", reference("run.actor"))],
          condition: apply(F.NOT_EQUAL, ref("run.actor"), lit(txt("`touch pwned`x"))),
          outputs: [named("o", reference("git.branch"))],
          steps: [
            checkout,
            run('printf "<%s>" "$B"', {
              condition: apply(F.CONTAINS, ref("git.branch"), lit(txt(value.slice(0, 3)))),
            } as never),
            run("true", { nameText: text("at ", reference("git.branch")), workingDirectory: "" } as never),
          ],
        }),
      ],
    });
    const { out, calls, folder, status } = runStep(content, "t", {
      env: { BUILDKITE_BRANCH: value, BUILDKITE_BUILD_CREATOR: value },
    });
    expect(status).toBe(0);
    expect(out).toContain(`<${value} ${value}>`);
    expect(calls.join("\n")).toBe(`buildkite-agent meta-data set t.outputs.o ${value}`);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.each(hostile.filter((value) => !/[\0-\x1f]/.test(value) && value.length < 999))(
  "Names and messages are text: %j",
  async (value) => {
    const { content, codes } = await render({
      description: value,
      jobs: [
        job("a", { name: value, stage: value, steps: [checkout, run("make", { name: value }), run("x")] }),
        job("b", {
          needs: ["a"],
          approval: { message: text(value), approvers: [value] },
          steps: [],
        } as never),
        job("c", {
          needs: ["b"],
          concurrency: { group: text(value) },
          steps: [checkout, run("make")],
        } as never),
      ],
      triggers: {
        manual: { inputs: [{ name: "i", description: value, default: txt(value) }] },
      } as never,
    });
    expect(codes).toEqual([]);
    expect(judgePipeline(content)).toEqual([]);
    const steps = uploadedPipeline(content, { BUILDKITE_PIPELINE_SLUG: "app" }).steps as never[];
    expect(steps[0]).toMatchObject({ fields: [{ hint: value, default: value }] });
    expect(steps[1]).toMatchObject({ group: value, steps: [{ label: value }] });
    expect(steps[2]).toMatchObject({ block: value, allowed_teams: [value] });
    expect(steps[3]).toMatchObject({ concurrency_group: `app/${value}` });
    const { out, folder } = runStep(content, "a", { agent: "echo", env: { PATH: process.env.PATH! } });
    expect(out.split("\n")[0]).toBe(`--- ${value}`);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test("A NUL is refused where it stands, and so is what no process can be handed", async () => {
  const { codes, diagnostics } = await render({
    jobs: [
      job("t", {
        env: [named("A", "a\0b"), named("B", "x".repeat(200_000))],
        steps: [checkout, run("echo \0")],
      }),
    ],
  });
  expect(codes).toEqual(["BK002", "BK014", "BK002"]);
  expect(diagnostics.map(({ location }) => location?.subject.join("."))).toEqual([
    "jobs.t.env.A",
    "jobs.t.env.B",
    "jobs.t.steps.1.run",
  ]);
});

test("Every text of a pipeline is read by YAML as it was written", async () => {
  for (const value of hostile) {
    const { content } = await render({ env: [named("A", value)], jobs: [job("t")] });
    expect(uploadedText(parse(content).env.A, {})).toBe(value);
  }
});
