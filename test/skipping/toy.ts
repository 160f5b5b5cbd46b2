import type { Adapter } from "./adapter.ts";

/** Writes the job's name to the trace; fails, or cancels the run, where a scenario wants it. */
function work(name: string, id = name): string {
  return `echo ${name} >> "$TRACE"; if test -e "$STORE/cancels/${id}"; then cp "$STORE/cancels/${id}" "$STORE/cancelled"; exit 1; fi; test ! -e "$STORE/fails/${id}"`;
}

/**
 * A pipeline with all that matters for leaving work out: a producer and a matrix that consumes, a job of its own, one that
 * counts a variable, a deployment behind all of them, and one for failures.
 */
export function toy(adapter: Adapter, store: string): string {
  return `version = "0.2"
[project]
name = "toy"
${adapter.machines?.project ?? ""}

[on]
push = true
pull_request = true
${adapter.on ?? ""}

[skip]
tool = { path = "tools/cig.tgz" }
${adapter.skip(store)}

${adapter.machines?.tables ?? ""}

[jobs.lint]
skip_if = { paths_unmodified = ["src/**"], env = ["LEVEL"] }
steps = [{ run = '''${work("lint")}''' }]

[jobs.build]
skip_if = { paths_unmodified = ["src/**"] }
steps = [{ run = '''${work("build")}; mkdir -p dist; echo built > dist/app''' }]
artifacts = [{ name = "dist", paths = ["dist/**"] }]

[jobs.test]
needs = ["build"]
matrix = { n = ["1", "2"], fail_fast = false }
uses_artifacts = [{ name = "dist", job = "build" }]
skip_if = { paths_unmodified = ["src/**", "test/**"] }
steps = [{ run = '''test -f dist/app; ${work("test-{{ matrix.n }}")}''' }]

[jobs.docs]
skip_if = { paths_unmodified = ["docs/**"] }
steps = [{ run = '''${work("docs")}''' }]

[jobs.deploy]
needs = ["docs", "lint", "test"]
effects = true
steps = [{ run = '''${work("deploy")}''' }]

[jobs.alarm]
needs = ["deploy"]
if = "failure()"
${adapter.machines?.alarm ?? ""}
steps = [{ run = '''${work("alarm")}''' }]

[[outputs]]
provider = "${adapter.provider}"
path = "${adapter.output}"
`;
}
