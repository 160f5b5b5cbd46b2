import { describe, expect, it } from "vitest";
import type { TomlTable } from "../../../../../sdk/import/imported.ts";
import { importFiles } from "./workflows.ts";

const path = ".github/workflows/ci.yml";
const linux = "runs-on: ubuntu-latest";
const key = "key: 'pip-${{ runner.os }}-${{ hashFiles(''req.txt'') }}'";
const both = `${key}, restore-keys: 'pip-\${{ runner.os }}-'`;

/** A job whose only step is a cache. */
function job(id: string, inputs: string, around = linux, uses = "actions/cache@v4"): string {
  return `  ${id}:\n    ${around}\n    steps:\n      - uses: ${uses}\n        with: { ${inputs} }\n`;
}

/** `[caches]`, and what the first step of each job is. */
function imported(
  jobs: string,
  more: Readonly<Record<string, string>> = {},
  literal: readonly string[] = [],
) {
  const { config } = importFiles({ [path]: `on: push\njobs:\n${jobs}`, ...more }, literal);
  const first = Object.entries(config.jobs as TomlTable).map(([id, each]) => [
    id,
    ((each as TomlTable).steps as TomlTable[])[0],
  ]);
  return { caches: config.caches, steps: Object.fromEntries(first) as Record<string, TomlTable> };
}

describe("a cache that a step restores and saves", () => {
  it("is one of cig.toml, which all steps share that have its key", () => {
    const jobs = job("test", `path: ~/.pip-files, ${both}`) + job("lint", `path: ~/.pip-files, ${both}`);
    expect(imported(jobs)).toEqual({
      caches: { "pip-files": { paths: ["~/.pip-files"], key_parts: ["req.txt"] } },
      steps: { test: { cache: "pip-files" }, lint: { cache: "pip-files" } },
    });
  });

  it("keeps what tells its keys apart, and where it falls back to", () => {
    const matrix = `${linux}\n    strategy: { matrix: { py: ["3.12", "3.13"] } }`;
    const inputs =
      "path: .tox, key: 'tox-v2-${{ matrix.py }}-${{ hashFiles(''a'', ''b/*'') }}', " +
      'restore-keys: "tox-v2-${{ matrix.py }}-\\ntox-v2-\\n"';
    expect(imported(job("test", inputs, matrix)).caches).toEqual({
      tox: {
        paths: [".tox"],
        key_parts: ["v2", "{{ matrix.py }}", "a", "b/*"],
        restore_keys: ["v2-{{ matrix.py }}-", "v2-"],
      },
    });
  });

  it("falls back to nothing where the step does not", () => {
    expect(imported(job("test", `path: x, ${key}`)).caches).toEqual({
      "pip-files": { paths: ["x"], key_parts: ["req.txt"], restore_keys: false },
    });
  });

  it("keeps the id and the condition of its step", () => {
    const jobs = `${job("test", `path: x, ${key}`)}        id: found\n        if: always()\n`;
    expect(imported(jobs).steps.test).toEqual({ id: "found", if: "always()", cache: "pip-files" });
  });

  it("is two where the keys can never be found for each other", () => {
    const other = "path: x, key: 'docs-${{ runner.os }}', restore-keys: 'docs-${{ runner.os }}'";
    const { steps } = imported(job("test", `path: x, ${both}`) + job("docs", other));
    expect(steps).toEqual({ test: { cache: "pip-files" }, docs: { cache: "docs" } });
  });

  it.each([
    ["another step may find it", job("other", "path: x, key: 'a-${{ github.ref_name }}', restore-keys: a-")],
    ["another key may begin alike", job("other", "path: x, key: 'pip-${{ runner.os }}-2'")],
    ["another job saves it alone", job("other", `path: x, ${key}`, linux, "actions/cache/save@v4")],
    ["it runs in images that differ", job("other", `path: x, ${both}`, `${linux}\n    container: alpine`)],
  ])("stays GitHub's for all of them where %s", (_why, other) => {
    const { caches, steps } = imported(job("test", `path: x, ${both}`) + other);
    expect(caches).toBeUndefined();
    expect(steps.test).toHaveProperty("native");
    expect(steps.other).toHaveProperty("native");
  });

  it("stays GitHub's where an action of the repository, or a job that is kept, has it, too", () => {
    const jobs = job("test", `path: x, ${both}`);
    const action = `runs:\n  using: composite\n  steps:\n    - uses: actions/cache@v4\n      with: { path: x, ${both} }\n`;
    expect(imported(jobs, { ".github/actions/a/action.yml": action }).caches).toBeUndefined();
    expect(imported(jobs + job("kept", `path: x, ${both}`), {}, ["kept"]).caches).toBeUndefined();
  });

  it.each([
    [
      "systems share it",
      "key: 'a-${{ hashFiles(''x'') }}'",
      "runs-on: '${{ matrix.os }}'\n    strategy: { matrix: { os: [ubuntu-latest, macos-latest] } }",
    ],
    [
      "processors share it",
      key,
      "runs-on: '${{ matrix.os }}'\n    strategy: { matrix: { os: [ubuntu-latest, ubuntu-24.04-arm] } }",
    ],
    ["nobody knows the machine", key, "runs-on: '${{ vars.RUNNER }}'"],
    [
      "it falls back to one of other files",
      `${key}, restore-keys: 'pip-\${{ runner.os }}-\${{ hashFiles(''req.txt'') }}'`,
      linux,
    ],
    ["it falls back to others", `${key}, restore-keys: 'npm-'`, linux],
    ["words stand behind the files", "key: '${{ hashFiles(''x'') }}-v2'", linux],
    ["files are taken out", "key: 'a-${{ hashFiles(''**/x'', ''!y/x'') }}'", linux],
    ["the run decides its key", "key: 'a-${{ github.ref_name }}'", linux],
    ["a step before it decides its key", "key: 'a-${{ steps.date.outputs.day }}'", linux],
    ["GitHub alone has a word for it", `${key}, fail-on-cache-miss: true`, linux],
  ])("stays GitHub's where %s", (_why, inputs, around) => {
    const { caches, steps } = imported(job("test", `path: x, ${inputs}`, around));
    expect(caches).toBeUndefined();
    expect(steps.test).toHaveProperty("native");
  });

  it("is told apart by the axis that chooses the machine", () => {
    const around =
      "runs-on: '${{ matrix.os }}'\n    strategy: { matrix: { os: [ubuntu-latest, macos-latest] } }";
    expect(imported(job("test", "path: x, key: 'a-${{ matrix.os }}'", around)).caches).toEqual({
      a: { paths: ["x"], key_parts: ["{{ matrix.os }}"] },
    });
  });
});
