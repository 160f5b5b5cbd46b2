import type { Case, Expectation } from "./case.ts";
import { all, job, jobs, script, step } from "./expect.ts";

const steps = 'steps = [{ run = "make test" }]';

function matrix(feature: string, lines: string, at: string, expect: Expectation): Case {
  return {
    feature: feature === "" ? "job.matrix" : `job.matrix.${feature}`,
    toml: `[jobs.test]\n${lines}\n`,
    at: `jobs.test.${at}`,
    expect,
  };
}

const two = ["test-ruby3.2", "test-ruby3.3"] as const;
const both = (expectation: (id: string) => Expectation) => all(...two.map(expectation));

/** What a matrix can do, and what it can decide. */
export const matrixCases: readonly Case[] = [
  matrix(
    "",
    'matrix = { ruby = ["3.2", "3.3"] }\nsteps = [{ run = "make test", env = { RUBY = "{{ matrix.ruby }}" } }]',
    "matrix",
    all(
      jobs(...two),
      script("test-ruby3.2", "make test", { env: { RUBY: "3.2" } }),
      script("test-ruby3.3", "make test", { env: { RUBY: "3.3" } }),
    ),
  ),
  matrix(
    "include",
    `matrix = { ruby = ["3.2", "3.3"], include = [{ ruby = "3.4" }] }\n${steps}`,
    "matrix.include",
    jobs(...two, "test-ruby3.4"),
  ),
  matrix(
    "exclude",
    `matrix = { ruby = ["3.2", "3.3"], rails = ["7", "8"], exclude = [{ ruby = "3.2", rails = "8" }] }\n${steps}`,
    "matrix.exclude",
    jobs("test-ruby3.2-rails7", "test-ruby3.3-rails7", "test-ruby3.3-rails8"),
  ),
  matrix(
    "objects",
    `matrix = { suite = [{ name = "fast", folder = "spec/fast" }, { name = "slow", folder = "spec/slow" }] }
steps = [{ run = "make test", env = { FOLDER = "{{ matrix.suite.folder }}" } }]`,
    "matrix",
    all(
      jobs("test-fast", "test-slow"),
      script("test-fast", "make test", { env: { FOLDER: "spec/fast" } }),
      script("test-slow", "make test", { env: { FOLDER: "spec/slow" } }),
    ),
  ),
  matrix(
    "fail_fast",
    `matrix = { ruby = ["3.2", "3.3"], fail_fast = true }\n${steps}`,
    "matrix.fail_fast",
    all(
      jobs(...two),
      both((id) => job(id, { failFast: true })),
    ),
  ),
  matrix(
    "no_fail_fast",
    `matrix = { ruby = ["3.2", "3.3"], fail_fast = false }\n${steps}`,
    "matrix.fail_fast",
    all(
      jobs(...two),
      both((id) => job(id, { failFast: false })),
    ),
  ),
  matrix(
    "max_parallel",
    `matrix = { ruby = ["3.2", "3.3"], max_parallel = 1 }\n${steps}`,
    "matrix.max_parallel",
    all(
      jobs(...two),
      both((id) => job(id, { maxParallel: 1 })),
    ),
  ),
  matrix(
    "runner",
    `runner = "{{ matrix.os }}"\nmatrix = { os = ["ubuntu-24.04", "macos-15"] }\n${steps}`,
    "runner",
    all(job("test-ubuntu-24.04", { os: "linux" }), job("test-macos-15", { os: "macos" })),
  ),
  matrix(
    "image",
    `image = "ruby:{{ matrix.ruby }}"\nmatrix = { ruby = ["3.2", "3.3"] }\n${steps}`,
    "image",
    all(job("test-ruby3.2", { image: "ruby:3.2" }), job("test-ruby3.3", { image: "ruby:3.3" })),
  ),
  matrix(
    "services",
    `matrix = { pg = ["16", "17"] }
services = { db = { image = "postgres:{{ matrix.pg }}", ports = [5432] } }
${steps}`,
    "services.db",
    all(withDatabase("test-pg16", "postgres:16"), withDatabase("test-pg17", "postgres:17")),
  ),
  matrix(
    "toolchain",
    `packages = { ruby = { install = false } }\nmatrix = { ruby = ["3.2", "3.3"] }\n${steps}`,
    "packages",
    all(
      step("test-ruby3.2", "toolchain", { tool: "ruby", version: "3.2" }),
      step("test-ruby3.3", "toolchain", { tool: "ruby", version: "3.3" }),
    ),
  ),
];

function withDatabase(id: string, image: string): Expectation {
  return all(job(id), ({ table }) => {
    const row = table.workflows.flatMap(({ jobs }) => jobs).find((each) => each.id === id);
    const found = row?.services.find(({ name }) => name === "db")?.image;
    return found === image ? [] : [`The service "db" of "${id}" is ${found} and not ${image}.`];
  });
}
