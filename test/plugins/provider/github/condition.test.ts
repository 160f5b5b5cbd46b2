import { type Expression, Function as F, named, reference } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { judgeWorkflow } from "../../../validators/github.ts";
import { apply, github, job, list, lit, ref, render, tab, txt } from "./requests.ts";

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
    "takes a branch of this repository only",
    eq("git.branch", "main"),
    "github.ref == 'refs/heads/main' || github.head_ref == 'main' && github.event.pull_request.head.repo.full_name == github.repository",
  ],
  [
    "needs no pull request where another part rules it out",
    apply(F.AND, eq("run.event", "push"), apply(F.EQUAL, ref("git.branch"), ref("git.default_branch"))),
    "github.event_name == 'push' && github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
  ],
  [
    "speaks the language's words for what started the run",
    apply(F.OR, eq("run.event", "manual"), apply(F.NOT_EQUAL, lit(txt("merge_queue")), ref("run.event"))),
    "github.event_name == 'workflow_dispatch' || github.event_name != 'merge_group'",
  ],
  [
    "answers questions about the letters of such a word itself",
    apply(F.OR, apply(F.CONTAINS, ref("run.event"), lit(txt("queue"))), matches("run.event", "^pu\\w{2}$")),
    "github.event_name == 'merge_group' || github.event_name == 'push'",
  ],
  [
    "searches for the word in a list",
    apply(F.CONTAINS, lit(list(txt("push"), txt("manual"))), ref("run.event")),
    "github.event_name == 'push' || github.event_name == 'workflow_dispatch'",
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

  it("is refused for a word that starts no run, with the nearest", async () => {
    const hints: [Expression, string][] = [
      [eq("run.event", "workflow_dispatch"), 'Did you mean "manual"?'],
      [eq("run.event", "pull-request"), 'Did you mean "pull_request"?'],
      [eq("run.event", "psuh"), 'Did you mean "push"?'],
      [eq("run.event", "tag"), "A tag is pushed, too: write run.event == 'push' && git.tag != ''."],
      [
        apply(F.STARTS_WITH, ref("run.event"), lit(txt("x"))),
        "There are push, pull_request, merge_queue, schedule, manual, release.",
      ],
    ];
    for (const [condition, hint] of hints) {
      const { content, diagnostics } = await render({ jobs: [job("a", { condition })] });
      expect(diagnostics.map((each) => [each.code, each.hint])).toEqual([["GH003", hint]]);
      expect(content).toBe("");
    }
  });

  it("takes a trigger's own word where the escape hatch adds that trigger", async () => {
    const providerOptions = github({ on: tab({ workflow_run: tab({ workflows: list(txt("x")) }) }) });
    const { content } = await render({
      providerOptions,
      jobs: [job("a", { condition: eq("run.event", "workflow_run") })],
    });
    expect(content).toContain("if: github.event_name == 'workflow_run'\n");
  });

  it("gives scripts the language's word for what started the run", async () => {
    const jobs = [job("a", { env: [named("EVENT", reference("run.event"))] })];
    expect((await render({ jobs })).content).toContain("EVENT: ${{ github.event_name }}\n");
    const { content } = await render({ jobs, triggers: { manual: {}, mergeQueue: true } });
    expect(content).toContain(
      "EVENT: ${{ github.event_name == 'workflow_dispatch' && 'manual' || github.event_name == 'merge_group' && 'merge_queue' || github.event_name }}\n",
    );
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
