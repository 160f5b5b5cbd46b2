import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { planText } from "../../../../core/cli/plan/plan-text.ts";
import type { Run } from "../../../../core/cli/run-pipeline.ts";
import type { Change } from "../../../../core/output/changes/changes.ts";
import type { FileChange } from "../../../../core/output/compare.ts";
import { FactSchema } from "../../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { OutputSchema } from "../../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { text } from "../../../../sdk/text.ts";

const path = ".github/workflows/ci.yml";
const file = (change: FileChange["change"]): FileChange => ({
  path,
  owners: ["provider/github"],
  change,
  edited: false,
  foreign: false,
});

function run(changes: readonly FileChange[]): Run {
  const outputs = [
    create(OutputSchema, {
      provider: "github",
      path,
      jobs: [
        { id: "setup", runner: { id: "linux-small" }, variants: [{ id: "setup" }] },
        {
          id: "test",
          needs: ["setup"],
          matrix: {},
          variants: [{ id: "test-a" }, { id: "test-b" }],
          services: [{ name: "postgres", image: text("postgres:15.2@sha256:ab") }],
        },
        { id: "lint", variants: [{ id: "lint" }] },
      ],
    }),
  ];
  return {
    root: "/r",
    idle: new Set(["db/redis"]),
    detected: {
      facts: [
        create(FactSchema, {
          key: "ruby.version",
          value: "3.3.0",
          plugin: "lang/ruby",
          evidence: [{ file: ".ruby-version", line: 1 }],
        }),
        create(FactSchema, {
          key: "service.postgres",
          value: "used",
          plugin: "db/postgres",
          evidence: [{ file: "Gemfile", line: 3 }],
        }),
      ],
      signals: [],
      diagnostics: [],
    },
    plan: { outputs, resources: [], works: new Map(), diagnostics: [] },
    installed: [],
    estimates: [],
    heldPins: [],
    pins: [],
    files: [{ path, content: "a\nb\n", owners: ["provider/github"] }],
    changes,
    diagnostics: [],
    plugins: ["db/postgres", "db/redis", "lang/ruby", "provider/github"].map((name) => ({
      name,
      version: "1.0.0",
      started: false,
      memo: "hit",
    })),
    timing: { stages: {}, plugins: {} },
  };
}

const before = `Detecting project...
  ✓ Ruby 3.3.0 detected (lang/ruby)  .ruby-version:1
  ✓ PostgreSQL 15.2 declared (db/postgres)

Resolving dependencies...
  ✓ provider/github@1.0.0
  ✓ db/postgres@1.0.0
  ✓ lang/ruby@1.0.0
`;

const generating = `
Generating...
  ✓ .github/workflows/ci.yml (2 lines)
`;

describe("the text of a plan", () => {
  it("of a new workflow is as in the design's example", () => {
    expect(planText(run([file("create")]), [], { detail: "normal" })).toBe(`${before}
Planning resources...
  + job.setup (runs on linux-small)
  + job.test (matrix: 2 variants)
  + job.lint (runs on linux)
${generating}
Changes:
  + 1 workflow
  + 3 jobs

Run \`cig render\` to apply these changes.
`);
  });

  it("shows only what changed, its cause, and what deserves a second look", () => {
    const changes: Change[] = [
      {
        action: "change",
        path,
        subject: "job.test",
        field: "timeout",
        before: "30",
        after: "20",
        cause: "cig.toml:14",
      },
      { action: "remove", path, subject: "job.old" },
      { action: "add", path, subject: "secret.TOKEN", risk: "new-secret" },
    ];
    expect(planText(run([file("update")]), changes, { detail: "normal" })).toBe(`${before}
Planning resources...
  ~ job.test (matrix: 2 variants)
  (2 unchanged)
${generating}
Changes:
  ~ 1 workflow updated
  ~ 1 job updated
  - 1 job removed
  + 1 secret

  .github/workflows/ci.yml
    ~ job.test timeout: 30 → 20 (cig.toml:14)
    - job.old

Look twice:
  + secret.TOKEN: the workflow gets a secret that it did not have

Run \`cig render\` to apply these changes.
`);
  });

  it("says that nothing changes, and shows all when asked to", () => {
    expect(planText(run([file("same")]), [], { detail: "summary" })).toBe("Changes: none (1 unchanged)\n");
    const full = planText(run([file("same")]), [], { detail: "full" });
    expect(full).toContain("  ✓ service.postgres = used (db/postgres)  Gemfile:3\n");
    expect(full).toContain("  ✓ db/redis@1.0.0\n");
    expect(full).toContain("    job.lint (runs on linux)\n");
  });

  it("ends before the files when there are errors, and claims no change", () => {
    const failed = planText({ ...run([]), files: [] }, [], { detail: "normal", failed: true });
    expect(failed).toMatch(/ {4}job\.lint \(runs on linux\)\n$/);
    expect(failed).not.toMatch(/Generating|Changes|unchanged/);
  });

  it("lets nothing foreign act on a terminal or a runner", () => {
    const wicked = run([file("update")]);
    const evil = "x\x1b[2J\n::error::\u202e##[group]";
    const shown = planText(
      {
        ...wicked,
        plugins: [{ name: evil, version: evil, started: false, memo: "hit" }],
        detected: {
          ...wicked.detected!,
          facts: [
            create(FactSchema, {
              key: `${evil}.version`,
              value: evil,
              plugin: evil,
              evidence: [{ file: evil, line: 1 }],
            }),
          ],
        },
      },
      [
        {
          action: "change",
          path,
          subject: `job.${evil}`,
          field: evil,
          before: evil,
          after: evil,
          cause: evil,
        },
      ],
      { detail: "normal" },
    );
    expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]|^\s*::|##\[/m);
  });
});
