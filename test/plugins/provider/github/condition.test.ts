import { type Expression, Function as F } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { judgeWorkflow } from "../../../validators/github.ts";
import { apply, job, list, lit, ref, render, txt } from "./requests.ts";

const eq = (left: string, right: string) => apply(F.EQUAL, ref(left), lit(txt(right)));
const matches = (name: string, pattern: string) => apply(F.MATCHES, ref(name), lit(txt(pattern)));

const cases: [string, Expression, string][] = [
  ["compares text, quotes doubled", eq("pr.title", "it's"), "github.event.pull_request.title == 'it''s'"],
  ["asks for a tag by its ref", eq("git.tag", "v1"), "github.ref == 'refs/tags/v1'"],
  ["asks for any tag", apply(F.NOT_EQUAL, ref("git.tag"), lit(txt(""))), "github.ref_type == 'tag'"],
  ["takes a bare tag for the question", apply(F.NOT, ref("git.tag")), "${{ !(github.ref_type == 'tag') }}"],
  [
    "asks how a tag begins",
    apply(F.STARTS_WITH, ref("git.tag"), lit(txt("v"))),
    "startsWith(github.ref, 'refs/tags/v')",
  ],
  [
    "puts a branch into parentheses",
    eq("git.branch", "main"),
    "(github.head_ref || github.ref_name) == 'main'",
  ],
  [
    "keeps precedence",
    apply(
      F.AND,
      apply(F.OR, eq("run.event", "push"), eq("run.actor", "x")),
      apply(F.NOT, apply(F.AND, apply(F.SUCCESS), apply(F.FAILURE))),
    ),
    "(github.event_name == 'push' || github.actor == 'x') && !(success() && failure())",
  ],
  [
    "needs no parentheses for && in ||",
    apply(F.OR, apply(F.AND, apply(F.ALWAYS), apply(F.CANCELLED)), apply(F.SUCCESS)),
    "always() && cancelled() || success()",
  ],
  ["marks a leading ! for YAML", apply(F.NOT, apply(F.CANCELLED)), "${{ !cancelled() }}"],
  [
    "searches lists",
    apply(F.CONTAINS, lit(list(txt("a"), txt("b'"))), ref("run.actor")),
    "contains(fromJSON('[\"a\",\"b''\"]'), github.actor)",
  ],
  [
    "says a beginning without a regular expression",
    matches("git.ref", "^refs/heads/release/.*$"),
    "startsWith(github.ref, 'refs/heads/release/')",
  ],
  ["says an ending", matches("git.ref", "-rc$"), "endsWith(github.ref, '-rc')"],
  [
    "says the whole",
    matches("run.event", "^(push|release)$"),
    "github.event_name == 'push' || github.event_name == 'release'",
  ],
  ["says a part with escapes", matches("git.ref", "v1\\.0"), "contains(github.ref, 'v1.0')"],
  ["says the beginning of a tag", matches("git.tag", "^v"), "startsWith(github.ref, 'refs/tags/v')"],
  [
    "keeps `${{` inside a string",
    eq("pr.title", "${{ x }}"),
    "${{ github.event.pull_request.title == '${{ x }}' }}",
  ],
  [
    "keeps numbers",
    apply(F.EQUAL, ref("run.attempt"), lit({ kind: { case: "integer", value: 2n } } as never)),
    "github.run_attempt == 2",
  ],
];

describe("a condition", () => {
  for (const [title, condition, expected] of cases)
    it(title, async () => {
      const { content, diagnostics } = await render({ jobs: [job("a", { condition })] });
      expect(diagnostics).toEqual([]);
      expect(/^ {4}if: (.*)$/m.exec(content)?.[1]).toBe(expected);
      expect((await judgeWorkflow(content)).filter((line) => !line.includes("[if-cond]"))).toEqual([]);
    });

  it("speaks GitHub's words for systems and processors", async () => {
    const step = {
      condition: apply(
        F.AND,
        eq("runner.os", "macos"),
        apply(F.NOT_EQUAL, lit(txt("amd64")), ref("runner.arch")),
      ),
      kind: { case: "run", value: { script: "x" } },
    };
    const { content } = await render({ jobs: [job("a", { steps: [step as never] })] });
    expect(content).toContain("if: runner.os == 'macOS' && runner.arch != 'X64'\n");
  });

  it("is refused when it needs a regular expression", async () => {
    for (const pattern of ["^v\\d+", "a.b", "^(a|b", "[ab]", "(a)(b)", "a|b+", "x{2}"]) {
      const { content, codes } = await render({
        jobs: [job("a", { condition: matches("git.ref", pattern) })],
      });
      expect([pattern, codes, content]).toEqual([pattern, ["GH004"], ""]);
    }
  });

  it("is refused when GitHub does not know a name in it there, with what to do instead", async () => {
    const hints: [Expression, string][] = [
      [
        eq("secrets.TOKEN", ""),
        "Set an environment variable of the job to {{ secrets.TOKEN }} and compare env.NAME in a step's condition.",
      ],
      [eq("jobs.b.outputs.x", "1"), 'Add "b" to the needs of [jobs.a].'],
      [eq("env.X", "1"), "Use it in a step: its condition, its variables or its inputs."],
    ];
    for (const [condition, hint] of hints) {
      const { content, diagnostics } = await render({ jobs: [job("a", { condition }), job("b")] });
      expect(diagnostics.map((each) => [each.code, each.hint, each.location?.subject])).toEqual([
        ["GH002", hint, ["jobs", "a", "if"]],
      ]);
      expect(content).toBe("");
    }
  });
});
