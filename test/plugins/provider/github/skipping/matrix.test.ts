import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { fill, plainValue } from "../../../../execution/github/expressions.ts";
import { expand } from "../../../../execution/variants.ts";
import { type JobInit, matrix, tab, txt } from "../requests.ts";
import { idle, workflowOf } from "./requests.ts";

const well = { succeeded: true, failed: false };

async function jobOf(job: JobInit) {
  const { content, found } = await workflowOf([job]);
  expect(found).toEqual([]);
  return parse(content).jobs[job.id!];
}

/** The combinations that run by what was decided, and the names that they have on GitHub. */
function runs(job: { name: string; strategy: { matrix: Record<string, unknown> } }, outputs = {}) {
  const contexts = { needs: { cig: { outputs } } };
  const { include } = job.strategy.matrix;
  const cells = expand({ include: plainValue(include, contexts, well) });
  return cells.map((cell) => [cell["cig-variant"], fill(job.name, { matrix: cell }, well)]);
}

const two = { axes: [{ name: "ruby", values: [txt("3.2"), txt("3.3")] }] };

describe("the matrix of a job that may be left out", () => {
  it("is what was decided, and else everything", async () => {
    const job = await jobOf(idle("test", matrix("test", { ruby: ["3.2", "3.3"] })));
    expect(job.name).toBe("test (${{ matrix.ruby }})");
    expect(runs(job)).toEqual([
      ["test-3.2", "test (3.2)"],
      ["test-3.3", "test (3.3)"],
    ]);
    const decided = JSON.stringify([{ ruby: "3.3", "cig-variant": "test-3.3" }]);
    expect(runs(job, { "test-matrix": decided })).toEqual([["test-3.3", "test (3.3)"]]);
  });

  it("keeps what else is said of it", async () => {
    const job = await jobOf(
      idle("test", {
        ...matrix("test", { ruby: ["3.2"] }),
        matrix: { ...two, failFast: false, maxParallel: 2 },
      } as JobInit),
    );
    expect(job.strategy).toMatchObject({ "fail-fast": false, "max-parallel": 2 });
  });

  it("has the names that GitHub gave before: values of axes, and all of an entry of its own", async () => {
    const variants = [
      ["a", { ruby: txt("3.2"), extra: txt("added") }],
      ["b", { ruby: txt("3.3") }],
      ["c", { ruby: txt("3.4"), extra: txt("own") }],
    ] as const;
    const include = [
      {
        entries: [
          { key: "ruby", value: txt("3.2") },
          { key: "extra", value: txt("added") },
        ],
      },
      {
        entries: [
          { key: "ruby", value: txt("3.4") },
          { key: "extra", value: txt("own") },
        ],
      },
    ];
    const job = await jobOf(
      idle("test", {
        name: "Unit",
        stage: "quality",
        matrix: { ...two, include },
        variants: variants.map(([id, values]) => ({
          id,
          values: { entries: Object.entries(values).map(([key, value]) => ({ key, value })) },
        })),
      } as JobInit),
    );
    expect(runs(job)).toEqual([
      ["a", "quality / Unit (3.2)"],
      ["b", "quality / Unit (3.3)"],
      ["c", "quality / Unit (3.4, own)"],
    ]);
  });

  it("shows the values of a table, and hands it on as one", async () => {
    const big = tab({ label: txt("large"), cpus: { kind: { case: "integer", value: 8n } } as never });
    const job = await jobOf(
      idle("test", {
        matrix: { axes: [{ name: "machine", values: [big] }] },
        variants: [{ id: "test-large", values: { entries: [{ key: "machine", value: big }] } }],
      } as JobInit),
    );
    expect(runs(job)).toEqual([["test-large", "test (large, 8)"]]);
    expect(plainValue(job.strategy.matrix.include, { needs: { cig: { outputs: {} } } }, well)).toEqual([
      { machine: { label: "large", cpus: 8 }, "cig-variant": "test-large" },
    ]);
  });

  it("takes no character of a value for something else", async () => {
    const odd = `it's "\${{ 1 }}" }}`;
    const job = idle("test", {
      matrix: { axes: [{ name: "word", values: [txt(odd)] }] },
      variants: [{ id: "test-odd", values: { entries: [{ key: "word", value: txt(odd) }] } }],
    } as JobInit);
    const { content } = await workflowOf([job]);
    expect(runs(parse(content).jobs.test)).toEqual([["test-odd", `test (${odd})`]]);
  });

  it("is left out as a whole where copies share the work, or where one expression cannot hold it", async () => {
    const shared = await jobOf(idle("test", { ...matrix("test", { n: ["1"] }), parallelism: 2 } as JobInit));
    expect(shared.strategy.matrix).toEqual({
      include: [
        { n: "1", "cig-variant": "test-1", shard: 0 },
        { n: "1", "cig-variant": "test-1", shard: 1 },
      ],
    });
    expect(shared.name).toBe("test (${{ matrix.n }}, ${{ matrix.shard }})");
    const long = "x".repeat(200);
    const many = await jobOf(
      idle("test", matrix("test", { n: Array.from({ length: 60 }, (_, index) => `${long}${index}`) })),
    );
    expect(many.strategy.matrix.include).toHaveLength(60);
  });
});
