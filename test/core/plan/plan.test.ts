import { describe, expect, it } from "vitest";
import type { Native } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { github, planToml, show, tool } from "./fake.ts";

const jobOf = (run: Awaited<ReturnType<typeof planToml>>, id: string) =>
  run.outputs[0]!.jobs.find((job) => job.id === id)!;
const step = 'steps = [{ run = "true" }]';

describe("needs", () => {
  it("decide the order of jobs, ties by id", async () => {
    const run = await planToml(`
[jobs.deploy]
needs = ["test", "lint"]
${step}
[jobs.test]
needs = ["build"]
${step}
[jobs.lint]
${step}
[jobs.build]
${step}`);
    expect(run.remarks).toEqual([]);
    expect(run.outputs[0]!.jobs.map(({ id, needs }) => `${id}: ${needs}`)).toEqual([
      "build: ",
      "lint: ",
      "test: build",
      "deploy: lint,test",
    ]);
  });

  it("of an unknown job are an error at their place, with the nearest", async () => {
    const run = await planToml(`[jobs.build]\n${step}\n[jobs.test]\nneeds = [\n  "biuld",\n]\n${step}`);
    expect(run.remarks).toEqual(['CIG401 6: The job "test" needs "biuld", and no job is called that.']);
    expect(run.diagnostics[0]!.hint).toBe('Did you mean "build"?');
  });

  it("that cannot be met are an error that says where to remove them", async () => {
    const run = await planToml(`[jobs.a]\nneeds_any = ["b"]\n${step}`);
    expect(run.diagnostics[0]!.hint).toBe("Add [jobs.b], or remove it from needs_any.");
  });

  it("of one variant are an error that says what waits for all", async () => {
    const run = await planToml(`[jobs.a]\nmatrix = { v = ["1"] }\n[jobs.b]\nneeds = ["a-v1"]`);
    expect(run.diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
      ["CIG401", 'Write "a": that waits for all its variants.'],
    ]);
  });

  it("in a circle are said as a sentence, and the rest is still planned", async () => {
    const run = await planToml(
      `[jobs.test]\nneeds = ["build"]\n${step}\n[jobs.build]\nneeds = ["test"]\n${step}\n[jobs.a]\n${step}`,
    );
    expect(run.remarks).toEqual([
      "CIG402 6: build waits for test, test waits for build, so that none of them can start.",
    ]);
    expect(run.outputs[0]!.jobs.map(({ id }) => id)).toEqual(["a", "build", "test"]);
  });

  it("on setup imply a job that gets the sources and the packages of those that need it", async () => {
    const run = await planToml(`
[runners.linux-small]
github = { runs-on = "small" }
[runners.linux-xlarge]
github = { runs-on = "large" }
[project]
default_runner = "linux-xlarge"
[jobs.test]
needs = ["setup"]
matrix = { ruby = ["3.2", "3.3"] }
packages = ["ruby"]
${step}
[jobs.lint]
needs = ["setup"]
packages = { node = "22", ruby = "3.4" }
${step}`);
    expect(run.remarks).toEqual([
      'CIG413 10: No job is called "setup", so that one is made: it gets the sources and the packages of test, lint, which fills their caches.',
    ]);
    const setup = jobOf(run, "setup");
    expect(setup.steps.map(({ name, kind }) => name || kind.case)).toEqual([
      "checkout",
      "ruby",
      "node version=22",
    ]);
    expect(setup.runner!.id).toBe("linux-small");
    expect(jobOf(run, "test").needs).toEqual(["setup"]);
    expect(jobOf(run, "test").runner!.id).toBe("linux-xlarge");
  });
});

describe("packages", () => {
  it("take their version from cig.toml, else the matrix, else a variable, else leave it to the plugin", async () => {
    const run = await planToml(
      `
[variables]
NODE_VERSION = "20"
[jobs.stated]
matrix = { ruby = ["3.2"] }
packages = { ruby = "3.4", node = { version = "22" } }
[jobs.matrix]
matrix = { ruby = ["3.2"] }
packages = ["ruby", "node"]
[jobs.fields]
matrix = { ruby = [{ version = "3.2", gemfile = "a" }] }
packages = ["ruby"]
[jobs.plain]
packages = { ruby = true, node = "{{ NODE_VERSION }}.1" }`,
      { facts: { "ruby.version": "3.3.0" } },
    );
    expect(run.remarks).toEqual([]);
    const names = (id: string) =>
      jobOf(run, id)
        .steps.slice(1)
        .map(({ name }) => name);
    expect(names("stated")).toEqual(["ruby version=3.4", "node version=22"]);
    expect(names("matrix")).toEqual(["ruby version={{ matrix.ruby }}", "node version=20"]);
    expect(names("fields")).toEqual(["ruby version={{ matrix.ruby.version }}"]);
    expect(names("plain")).toEqual(["ruby", "node version=20.1"]);
    expect(jobOf(run, "matrix").packages).toEqual(["ruby", "node"]);
  });

  it("are asked for once per plugin, sorted, with all facts", async () => {
    const run = await planToml(
      `[jobs.b]\npackages = ["ruby"]\n[jobs.a]\npackages = ["ruby"]\nworking_directory = "api"\nos = "macos"\nimage = "x"`,
      { facts: { "ruby.version": "3.3.0" } },
    );
    const request = run.requests.get("lang/ruby")!;
    expect(
      request.uses.map(({ id, workingDirectory, os, inContainer }) => [
        id,
        workingDirectory,
        os,
        inContainer,
      ]),
    ).toEqual([
      ["a/packages/ruby", "api", "macos", true],
      ["b/packages/ruby", "", "linux", false],
    ]);
    expect(request.facts.map(({ key }) => key)).toEqual(["ruby.version"]);
    expect(request.capabilities).toEqual(["package:node", "package:ruby", "provider:github"]);
    expect(request.providers).toEqual(["github"]);
    expect(run.requests.has("lang/node")).toBe(false);
  });

  it("that no plugin provides are an error that says what there is", async () => {
    const run = await planToml(`[jobs.a]\npackages = ["rubby", "cobol"]`);
    expect(run.remarks).toEqual([
      'CIG403 3: No plugin provides the package "rubby".',
      'CIG403 3: No plugin provides the package "cobol".',
    ]);
    expect(run.diagnostics[0]!.hint).toBe('Did you mean "ruby"?');
    expect(run.diagnostics[1]!.hint).toContain("node, ruby");
  });

  it("of the operating system are installed before the others, by its own tool", async () => {
    const run = await planToml(
      `[jobs.a]\npackages = { ruby = true, system = ["libpq-dev", "libvips42"] }\n[jobs.b]\nos = "macos"\npackages = { system = ["postgresql@16"] }\n[jobs.c]\nimage = "debian"\npackages = { system = ["make"] }`,
    );
    const script = (id: string) =>
      jobOf(run, id).steps.map(({ kind }) => (kind.case === "run" ? kind.value.script : kind.case));
    expect(script("a")).toEqual([
      "checkout",
      "sudo apt-get update\nsudo apt-get install --yes --no-install-recommends libpq-dev libvips42\n",
      "install ruby",
    ]);
    expect(script("b")[1]).toBe("brew install postgresql@16\n");
    expect(script("c")[1]).toBe("apt-get update\napt-get install --yes --no-install-recommends make\n");
  });

  it("of the operating system are refused on windows, and when they are no names", async () => {
    const run = await planToml(
      `[jobs.a]\nos = "windows"\npackages = { system = ["make"] }\n[jobs.b]\npackages = { system = ["-o evil", "a;b"] }`,
    );
    expect(run.remarks).toEqual([
      "CIG104 4: Packages of the operating system cannot be installed on windows.",
      'CIG104 6: "-o evil" is not the name of a package.',
    ]);
  });
});

it("a variable such as NODE_VERSION is what {{ node_version }} means", async () => {
  const run = await planToml(
    `[variables]\nNODE_VERSION = "20"\nRUBY_VERSION = "3.4"\n[jobs.a]\nname = "{{ node_version }} {{ ruby_version }} {{ go_version }}"`,
    { facts: { "ruby.version": "3.3.0", "go.version": "1.22" } },
  );
  expect(run.remarks).toEqual([]);
  expect(jobOf(run, "a").name).toBe("20 3.4 1.22");
});

describe("modules", () => {
  it("are put in the place of their step, and what the author says of it holds for what they become", async () => {
    const run = await planToml(`
[jobs.a]
steps = [
  { run = "before" },
  { uses = "registry.cigen.dev/lang/ruby@~1.2", id = "rb", if = "git.branch == 'main'", env = { A = "1" }, name = "Own", with = { version = "3.3", push = true } },
  { run = "after" },
]`);
    expect(run.remarks).toEqual([]);
    const steps = jobOf(run, "a").steps;
    expect(steps.map(({ kind }) => (kind.case === "run" ? kind.value.script : kind.case))).toEqual([
      "checkout",
      "before",
      "install ruby",
      "after",
    ]);
    expect(steps[2]).toMatchObject({
      id: "rb",
      name: "Own",
      env: [{ name: "A" }],
      subject: ["jobs", "a", "steps", "1"],
    });
    expect(steps[2]!.condition).toBeDefined();
    expect(
      run.requests.get("lang/ruby")!.uses[0]!.inputs.map(({ name, value }) => [name, value.case]),
    ).toEqual([
      ["push", "other"],
      ["version", "text"],
    ]);
  });

  it("must fit the version that is asked for", async () => {
    const run = await planToml(
      `[jobs.a]\nsteps = [\n  { uses = "lang/ruby@^2.0" },\n  { uses = "lang/ruby@x.y" },\n  { uses = "lang/rubi" },\n]`,
    );
    expect(run.remarks).toEqual([
      "CIG303 4: This asks for lang/ruby ^2.0, and version 1.3.0 is installed.",
      'CIG303 5: "x.y" is not a range of versions.',
      'CIG403 6: There is no module "lang/rubi".',
    ]);
  });

  it("check what they are given", async () => {
    const run = await planToml(`
[jobs.a]
steps = [
  { uses = "lang/ruby", with = { versoin = "3" } },
  { uses = "lang/ruby", with = { push = "yes" } },
  { uses = "lang/ruby", with = { version = 3.3 } },
  { uses = "lang/ruby", with = { targets = "a" } },
  { uses = "lang/ruby", with = { version = 3, push = "{{ inputs.push }}", targets = ["{{ git.sha }}"] } },
]
[on.manual.inputs.push]
type = "boolean"`);
    expect(run.remarks).toEqual([
      'CIG410 5: lang/ruby 1.3.0 has no input "versoin".',
      'CIG104 6: The input "push" of lang/ruby is true or false, and this is a text.',
      'CIG104 7: The input "version" of lang/ruby is a text, and this is a number.',
      'CIG104 8: The input "targets" of lang/ruby is a list, and this is a text.',
      "CIG408 9: This must be known before the run, and has a value that only the run knows.",
    ]);
    expect(run.diagnostics[0]!.hint).toBe('Did you mean "version"?');
  });

  it("give their name to each of several steps", async () => {
    const steps = (...names: string[]) => ({
      ...tool("lang/ruby"),
      answer: ({ uses }: { uses: { id: string }[] }) => ({
        resources: uses.map((use) => ({
          kind: {
            case: "expansion" as const,
            value: {
              use: use.id,
              steps: names.map((name) => ({
                name,
                kind: { case: "run" as const, value: { script: "x" } },
              })),
            },
          },
        })),
      }),
    });
    const names = async (...made: string[]) => {
      const run = await planToml(
        `[jobs.a]\nsteps = [{ uses = "lang/ruby", name = "Gems of {{ git.sha }}" }, { uses = "lang/ruby", name = "Gems" }]`,
        { plugins: [github, steps(...made)] },
      );
      expect(run.remarks).toEqual([]);
      return jobOf(run, "a")
        .steps.slice(1)
        .map(({ name, nameText }) => name || show(nameText));
    };
    expect(await names("Install")).toEqual(["Gems of {{ git.sha }}", "Gems"]);
    expect(await names("", "Install")).toEqual(["", "Gems of {{ git.sha }}: Install", "", "Gems: Install"]);
    expect(await names("Set up", "")).toEqual([
      "Gems of {{ git.sha }}: Set up",
      "Gems of {{ git.sha }}",
      "Gems: Set up",
      "Gems",
    ]);
  });

  it("say which input is missing", async () => {
    const inputs = { image: { type: "string" as const, optional: false, description: "What to build." } };
    const run = await planToml(`[jobs.a]\nsteps = [{ uses = "docker/build" }]`, {
      plugins: [github, tool("docker/build", { inputs })],
    });
    expect(run.remarks).toEqual(['CIG105 3: docker/build needs the input "image": What to build.']);
  });

  it("that answer what nobody asked, or do not answer, are at fault", async () => {
    const silent = {
      ...tool("lang/ruby"),
      answer: () => ({ resources: [{ kind: { case: "expansion" as const, value: { use: "x" } } }] }),
    };
    const run = await planToml(`[jobs.a]\npackages = ["ruby"]`, { plugins: [github, silent] });
    expect(run.remarks).toEqual([
      'CIG313 0: The answer of lang/ruby 1.3.0 to plan is not valid: it answers "x", which nobody asked.',
      'CIG313 3: The answer of lang/ruby 1.3.0 to plan is not valid: it does not answer "a/packages/ruby".',
    ]);
  });

  it("may propose jobs and dependencies", async () => {
    const ruby = tool("lang/ruby");
    const proposing = {
      ...ruby,
      answer: (request: Parameters<NonNullable<typeof ruby.answer>>[0]) => ({
        resources: [
          ...ruby.answer!(request).resources!,
          { kind: { case: "job" as const, value: { id: "audit", steps: [] } } },
        ],
        dependencies: [
          { from: "job:a", to: "job:audit" },
          { from: "job:a", to: "job:nobody" },
        ],
      }),
    };
    const run = await planToml(`[jobs.a]\npackages = ["ruby"]`, { plugins: [github, proposing] });
    expect(run.outputs[0]!.jobs.map(({ id, needs, timeoutMinutes }) => [id, needs, timeoutMinutes])).toEqual([
      ["audit", [], 30],
      ["a", ["audit"], 30],
    ]);
    expect(run.remarks).toEqual([
      'CIG313 0: lang/ruby makes a job wait by the name "nobody", and no job is called that.',
    ]);
  });
});

describe("services", () => {
  const postgres = {
    manifest: {
      name: "db/postgres",
      capabilities: ["service:postgres"],
      hooks: ["plan"] as const,
      inputs: tool("x/y").manifest.inputs!,
    },
    answer: ({ uses }: { uses: { id: string; inputs: unknown[] }[] }) => ({
      resources: uses.map(({ id, inputs }) => ({
        kind: {
          case: "expansion" as const,
          value: {
            use: id,
            env: [
              { name: "PGHOST", value: { parts: [{ kind: { case: "literal" as const, value: "plugin" } }] } },
            ],
            services: [{ name: "postgres", options: [String(inputs.length)] }],
          },
        },
      })),
    }),
  };

  it("are a plugin's, a definition of cig.toml, or written in place", async () => {
    const run = await planToml(
      `
[services.search]
image = "opensearch:2"
ports = [9200]
ready = { command = "curl localhost:9200", interval = "5s", retries = 10 }
[jobs.a]
services = ["postgres", "search"]
env = { PGHOST = "mine" }
[jobs.b]
image = "debian"
services = { postgres = "16", mail = { image = "mailhog:{{ matrix.v }}", ports = ["8026:8025"], env = { A = "1" } } }
matrix = { v = ["1"] }`,
      { plugins: [github, postgres as never] },
    );
    expect(run.remarks).toEqual([]);
    const [a, b] = [jobOf(run, "a"), jobOf(run, "b")];
    expect(a.services.map(({ name, options }) => [name, options])).toEqual([
      ["postgres", ["0"]],
      ["search", []],
    ]);
    expect(a.services[1]!.ready).toMatchObject({
      command: "curl localhost:9200",
      intervalSeconds: 5,
      timeoutSeconds: 0,
      retries: 10,
    });
    expect(a.env.map(({ name, value }) => `${name}=${show(value)}`)).toEqual([
      "PGHOST=mine",
      "SEARCH_HOST=localhost",
      "SEARCH_PORT=9200",
    ]);
    expect(b.services.map(({ name, options }) => [name, options])).toEqual([
      ["postgres", ["1"]],
      ["mail", []],
    ]);
    expect(show(b.services[1]!.image)).toBe("mailhog:{{ matrix.v }}");
    expect(b.services[1]!.ports[0]).toMatchObject({ container: 8025, host: 8026 });
    expect(b.env.map(({ name, value }) => `${name}=${show(value)}`)).toEqual([
      "PGHOST=plugin",
      "MAIL_HOST=mail",
      "MAIL_PORT=8025",
    ]);
  });

  it("cannot share a port of the machine, and need not beside a container", async () => {
    const toml = (own: string, port: string) => `
[jobs.a]
${own}
services = { one = { image = "x", ports = [80, "5000:90"] }, two = { image = "y", ports = [${port}] } }`;
    const told = (own: string, port: string) => planToml(toml(own, port), { plugins: [github] });
    const run = await told("", '"5000:5000"');
    expect(run.remarks).toEqual([
      'CIG405 5: The services "one" and "two" of the job "a" want the same port 5000 of the machine, so that one of them cannot start.',
    ]);
    expect(run.diagnostics[0]!.hint).toBe('Open another port for one of them: ports = ["15000:5000"].');
    expect((await told("", '90, "81:80"')).remarks).toEqual([]);
    expect((await told('image = "debian"', "80")).remarks).toEqual([]);
  });

  it("that nobody knows are an error", async () => {
    const run = await planToml(`[services.search]\nimage = "x"\n[jobs.a]\nservices = ["serch", "kafka"]`, {
      plugins: [github],
    });
    expect(run.remarks.map((remark) => remark.slice(0, 8))).toEqual(["CIG403 5", "CIG403 5"]);
    expect(run.diagnostics[0]!.hint).toBe('Did you mean "search"?');
  });
});

describe("steps", () => {
  it("stand in the order checkout, downloads, packages, the author's, uploads", async () => {
    const run = await planToml(`
[jobs.build]
artifacts = ["dist/**"]
[jobs.test]
needs = ["build"]
uses_artifacts = ["dist"]
packages = ["ruby", "node"]
steps = [{ run = "own" }]
artifacts = [{ name = "coverage-{{ matrix.ruby }}", paths = ["coverage", "tmp/{{ matrix.ruby }}"], if_missing = "error", retention_days = 3 }]
matrix = { ruby = ["3.2", "3.3"] }`);
    expect(run.remarks).toEqual([]);
    const steps = jobOf(run, "test").steps;
    expect(steps.map(({ kind }) => kind.case)).toEqual([
      "checkout",
      "download",
      "run",
      "run",
      "run",
      "upload",
    ]);
    expect(steps[0]!.kind.value).toMatchObject({ depth: 1, persistCredentials: false });
    expect(steps[1]!.kind.value).toMatchObject({ name: "build", job: "build" });
    const upload = steps[5]!.kind;
    if (upload.case !== "upload") throw new Error();
    expect(show(upload.value.nameText)).toBe("coverage-{{ matrix.ruby }}");
    expect(upload.value).toMatchObject({ name: "", paths: ["coverage"], retentionDays: 3, ifMissing: 2 });
    expect(upload.value.pathTexts.map(show)).toEqual(["tmp/{{ matrix.ruby }}"]);
  });

  it("need no checkout when the author says so, and not a second one", async () => {
    const run = await planToml(`
[jobs.none]
checkout = false
steps = [{ run = "x" }]
[jobs.own]
packages = ["ruby"]
steps = [{ checkout = { depth = 0, submodules = "recursive", ref = "{{ git.sha }}" } }, { run = "x" }]
[jobs.two]
steps = [{ run = "x" }, { checkout = { path = "other" } }]`);
    const kinds = (id: string) => jobOf(run, id).steps.map(({ kind }) => kind.case);
    expect(kinds("none")).toEqual(["run"]);
    expect(kinds("own")).toEqual(["checkout", "run", "run"]);
    expect(jobOf(run, "own").steps[0]!.kind.value).toMatchObject({ depth: 0, submodules: 2 });
    expect(kinds("two")).toEqual(["checkout", "run", "checkout"]);
  });

  it("get run-time names by the environment, beside their own variables", async () => {
    const run = await planToml(`
[variables]
GREETING = "it's {{ git.branch }}"
[env]
CIG_GIT_SHA = "taken"
[jobs.a]
steps = [{ run = "echo {{ git.sha }} '{{ GREETING }}' {{ env.HOME }} {{ secrets.TOKEN }}", env = { X = "1" } }]`);
    expect(run.remarks).toEqual([]);
    const [, own] = jobOf(run, "a").steps;
    expect(own!.kind.value).toMatchObject({
      script: 'echo "${CIG_GIT_SHA_2}" "${CIG_GREETING}" "${HOME}" "${SECRET_TOKEN}"',
    });
    expect(own!.env.map(({ name, value }) => `${name}=${show(value)}`)).toEqual([
      "X=1",
      "CIG_GIT_SHA_2={{ git.sha }}",
      "CIG_GREETING=it's {{ git.branch }}",
      "SECRET_TOKEN={{ secrets.TOKEN }}",
    ]);
    expect(jobOf(run, "a").secrets).toEqual(["TOKEN"]);
  });

  it("point at the place in the script where a name cannot stand", async () => {
    const run = await planToml(
      `[jobs.a]\nsteps = [{ run = "cat <<'E'\\n{{ git.sha }}\\nE" }, { run = "x {{ matrix.ruby }}" }, { run = "print({{ git.sha }})", shell = "python" }]`,
    );
    expect(
      run.diagnostics.map(({ code, at }) => [code, at?.sourceLine?.slice(at.column - 1, at.column + 8)]),
    ).toEqual([
      ["CIG408", "{{ git.sh"],
      ["CIG107", "{{ matrix"],
      ["CIG408", "{{ git.sh"],
    ]);
  });

  it("of one provider are given names of the run, and what is known", async () => {
    const run = await planToml(`
[variables]
CHANNEL = "ops"
[jobs.build]
steps = [{ id = "s", run = "x" }]
outputs = { v = "{{ steps.s.outputs.v }}" }
[jobs.a]
needs = ["build"]
matrix = { node = ["20", "22"] }
steps = [
  { id = "s", run = "x" },
  { native.github = { uses = "{{ x }}/y@v1", with = { token = "{{ secrets.TOKEN }}", text = "#{{ CHANNEL }} {{ matrix.node }}", list = ["{{ git.sha }}", 1, true], out = "{{ jobs.build.outputs.v }}{{ steps.s.outputs.w }}", table = { a = ["{{ CHANNEL }}"] }, braces = "{{ '{{version}}' }}" } } },
]`);
    expect(run.remarks).toEqual([]);
    const { steps, secrets } = jobOf(run, "a");
    const native = steps.at(-1)!.kind.value as Native;
    expect([native.uses, native.with.map(({ name, value }) => `${name}=${show(value)}`)]).toEqual([
      "{{ x }}/y",
      [
        "token={{ secrets.TOKEN }}",
        "text=#ops {{ matrix.node }}",
        "list={{ git.sha }}\n1\ntrue",
        "out={{ jobs.build.outputs.v }}{{ steps.s.outputs.w }}",
        'table={"a":["ops"]}',
        "braces={{version}}",
      ],
    ]);
    expect(secrets).toEqual(["TOKEN"]);
  });

  it("of one provider say where a name that they are given has no value", async () => {
    const run = await planToml(`
[jobs.b]
[jobs.a]
env = { HOME_TOWN = "x" }
steps = [
  { native.github = { uses = "a/b@v1", with = { a = "{{ version }}", b = ["", "{{ jobs.b.outputs.x }}"], c = { d = "{{ git.sha }}" }, e = "{{ steps.s.outputs.x }}", f = "{{ env.HOME_TOWM }}" } } },
]`);
    expect(
      run.diagnostics.map(({ code, subject, hint }) => [code, subject?.slice(5).join("."), hint]),
    ).toEqual([
      [
        "CIG107",
        "github.with.a",
        `Add it to [variables]: version = "…". For the characters themselves write {{ '{{' }}.`,
      ],
      ["CIG107", "github.with.b.1", "For the characters themselves write {{ '{{' }}."],
      ["CIG408", "github.with.c.d", "Use a variable of [variables], or write it out."],
      ["CIG107", "github.with.e", "For the characters themselves write {{ '{{' }}."],
      ["CIG417", "github.with.f", "Did you mean env.HOME_TOWN?"],
    ]);
  });

  it("of another provider do not ask this one for their secrets", async () => {
    const run = await planToml(`
[jobs.a]
secrets = ["LISTED"]
steps = [
  { native.circleci = { uses = "a/b/c@1.0.0", with = { a = "{{ secrets.FOREIGN }}{{ secrets.LISTED }}{{ secrets.BOTH }}" } } },
  { run = "x", env = { A = "{{ secrets.BOTH }}" } },
]`);
    expect(jobOf(run, "a").secrets).toEqual(["BOTH", "LISTED"]);
  });

  it("of one provider keep their pin", async () => {
    const sha = "0123456789abcdef0123456789abcdef01234567";
    const run = await planToml(`
[jobs.a]
steps = [
  { native = { github = "actions/setup-go@v5" } },
  { native = { github = "actions/setup-go@${sha}", circleci = { uses = "circleci/go", with = { list = ["a", "b"], n = 1 } } } },
]`);
    const natives = jobOf(run, "a")
      .steps.slice(1)
      .map(({ kind }) => kind.value);
    expect(natives).toMatchObject([
      { provider: "github", uses: "actions/setup-go", pin: "", version: "v5" },
      { provider: "github", uses: "actions/setup-go", pin: sha, version: "" },
      { provider: "circleci", uses: "circleci/go", with: [{ name: "list" }, { name: "n" }] },
    ]);
  });
});

describe("artifacts", () => {
  it("must be left by a job that is waited for", async () => {
    const run = await planToml(`
[jobs.build]
artifacts = [{ name = "dist", paths = ["dist"] }]
[jobs.other]
artifacts = [{ name = "docs", paths = ["docs"] }]
[jobs.middle]
needs = ["build"]
[jobs.test]
needs = ["middle"]
uses_artifacts = ["dist", "docs", "dits"]`);
    expect(run.remarks).toEqual([
      'CIG411 11: The artifact "docs" is left by the job "other", and "test" does not wait for it.',
      'CIG411 11: No job leaves an artifact "dits".',
    ]);
    expect(run.diagnostics.map(({ hint }) => hint)).toEqual([
      'Add "other" to the needs of "test".',
      'Did you mean "dist"?',
    ]);
  });

  it("of the same name are told apart by their job", async () => {
    const run = await planToml(`
[jobs.a]
artifacts = [{ name = "out", paths = ["out"] }]
[jobs.b]
artifacts = [{ name = "out", paths = ["out"] }]
[jobs.c]
needs = ["a", "b"]
uses_artifacts = ["out", { name = "out", job = "b", path = "from-b" }]`);
    expect(run.remarks).toEqual([
      'CIG405 6: The jobs "a" and "b" leave an artifact of the same name, "out".',
      'CIG411 9: The jobs "a" and "b" both leave an artifact "out".',
    ]);
    expect(jobOf(run, "c").steps[1]!.kind.value).toMatchObject({ name: "out", job: "b", path: "from-b" });
  });
});

describe("caches", () => {
  const cached = (paths: string[]) => ({
    ...tool("lang/ruby"),
    answer: ({ uses }: { uses: { id: string; workingDirectory: string }[] }) => ({
      resources: uses.map(({ id, workingDirectory }) => ({
        kind: {
          case: "expansion" as const,
          value: {
            use: id,
            caches: [
              {
                id: "bundler",
                paths: paths.map((path) => workingDirectory + path),
                keyParts: [{ kind: { case: "files" as const, value: "Gemfile.lock" } }],
              },
            ],
            steps: [{ kind: { case: "cache" as const, value: { id: "bundler", mode: 1 } } }],
          },
        },
      })),
    }),
  });

  it("of plugins are changed field by field by cig.toml", async () => {
    const run = await planToml(
      `[jobs.a]\npackages = ["ruby"]\n[caches.bundler]\nkey_parts = ["Gemfile.lock", "ruby:{{ ruby_version }}", "**/*.gemspec", "config.yml"]\nsave = "always"\nrestore_keys = false`,
      {
        plugins: [github, cached(["vendor"]) as never],
        facts: { "ruby.version": "3.3" },
        paths: ["Gemfile.lock", "cig.toml"],
      },
    );
    expect(run.remarks).toEqual([
      'CIG406 5: "**/*.gemspec" matches no file of the repository.',
      'CIG406 5: "config.yml" matches no file of the repository.',
    ]);
    const [cache] = run.outputs[0]!.caches;
    expect(cache).toMatchObject({ id: "bundler", paths: ["vendor"], save: 2, exactOnly: true });
    expect(
      cache!.keyParts.map(({ kind }) =>
        kind.case === "text" ? `text ${show(kind.value)}` : `files ${kind.value}`,
      ),
    ).toEqual(["files Gemfile.lock", "text ruby:3.3", "files **/*.gemspec", "text config.yml"]);
  });

  it("of the same id for different folders are two", async () => {
    const run = await planToml(
      `[jobs.a]\npackages = ["ruby"]\n[jobs.b]\npackages = ["ruby"]\nworking_directory = "api/"\n[jobs.c]\npackages = ["ruby"]`,
      {
        plugins: [github, cached(["vendor"]) as never],
      },
    );
    expect(run.outputs[0]!.caches.map(({ id, paths }) => [id, paths])).toEqual([
      ["bundler", ["vendor"]],
      ["bundler-2", ["api/vendor"]],
    ]);
    expect(jobOf(run, "b").steps[1]!.kind.value).toMatchObject({ id: "bundler-2" });
    expect(jobOf(run, "c").steps[1]!.kind.value).toMatchObject({ id: "bundler" });
  });

  it("name the version that the job's matrix decides", async () => {
    const run = await planToml(
      `[variables]\nRUBY_VERSION = "3.4"\n[caches.own]\npaths = ["tmp"]\nkey_parts = ["ruby:{{ ruby_version }}"]\n[jobs.a]\nmatrix = { ruby = ["3.2", "3.3"] }\nsteps = [{ cache = "own" }]\n[jobs.b]\nsteps = [{ cache = "own" }]`,
    );
    expect(run.remarks).toEqual([]);
    expect(
      run.outputs[0]!.caches.map(({ id, keyParts }) => [
        id,
        keyParts.map(({ kind }) => show(kind.value as never)),
      ]),
    ).toEqual([
      ["own", ["ruby:{{ matrix.ruby }}"]],
      ["own-2", ["ruby:3.4"]],
    ]);
    expect(jobOf(run, "b").steps[1]!.kind.value).toMatchObject({ id: "own-2" });
  });

  it("of cig.toml alone are used by steps", async () => {
    const run = await planToml(`
[caches.own]
paths = ["tmp"]
key_parts = ["v1"]
[caches.idle]
paths = ["x"]
[jobs.a]
steps = [{ restore = "own" }, { save = "own" }, { cache = "onw" }]`);
    expect(run.remarks).toEqual([
      'CIG403 9: There is no cache "onw": neither [caches.onw] nor a plugin defines it.',
      'CIG414 6: No job uses the cache "idle".',
    ]);
    expect(run.outputs[0]!.caches.map(({ id }) => id)).toEqual(["own"]);
  });
});

describe("a job", () => {
  it("has careful defaults", async () => {
    const run = await planToml(`[jobs.a]\n${step}`);
    const output = run.outputs[0]!;
    expect(output).toMatchObject({
      provider: "github",
      path: ".github/workflows/ci.yml",
      permissions: [{ scope: "contents", access: 2 }],
      triggers: { push: { branches: ["main"] }, pullRequest: {}, mergeQueue: true },
      project: { name: "shop", defaultBranch: "main" },
    });
    expect(jobOf(run, "a")).toMatchObject({
      timeoutMinutes: 30,
      runner: { id: "", os: "linux", arch: "amd64" },
      effects: false,
      permissions: [],
      variants: [{ id: "a" }],
    });
  });

  it("has no limit but the provider's own where cig.toml says so", async () => {
    const run = await planToml(
      `
[project]
default_timeout = false
[jobs.a]
steps = [{ run = "x" }]
[jobs.b]
timeout = "5m"
steps = [{ run = "x" }]
`,
    );
    expect(run.outputs[0]!.jobs.map(({ timeoutMinutes }) => timeoutMinutes)).toEqual([0, 5]);
  });

  it("has what cig.toml says", async () => {
    const run = await planToml(
      `
[project]
default_timeout = "1h"
default_branch = "trunk"
[permissions]
contents = "read"
checks = "write"
[concurrency]
group = "{{ git.ref }}"
cancel_in_progress = "git.branch != 'trunk'"
[jobs.a]
name = "Ruby {{ matrix.ruby }}"
matrix = { ruby = ["3"], fail_fast = false, max_parallel = 2 }
if = "git.branch == 'trunk' && !contains(pr.title, 'skip')"
environment = { name = "prod", url = "https://{{ git.branch }}.example" }
outputs = { tag = "{{ steps.meta.outputs.tag }}" }
secrets = ["B", "A"]
permissions = { id-token = "write" }
working_directory = "apps/web"
shell = "sh"
stage = "deploy"
continue_on_error = true
inputs = ["cig.toml"]
steps = [{ id = "meta", run = "x", timeout = 5 }]
[jobs.b]
needs = ["a"]
timeout = 7
working_directory = "{{ matrix.dir }}"
matrix = { dir = ["a", "b"] }
steps = [{ run = "echo {{ jobs.a.outputs.tag }}" }]
[provider.github]
defaults = { x = 1 }`,
      { paths: ["cig.toml", "apps/web/index.ts"] },
    );
    expect(run.remarks).toEqual([]);
    const [a, b] = [jobOf(run, "a"), jobOf(run, "b")];
    expect(a).toMatchObject({
      name: "",
      timeoutMinutes: 60,
      matrix: { failFast: false, maxParallel: 2 },
      secrets: ["A", "B"],
      permissions: [{ scope: "id-token", access: 3 }],
      workingDirectory: "apps/web",
      shell: "sh",
      stage: "deploy",
      continueOnError: true,
      effects: true,
      inputs: ["cig.toml"],
    });
    expect(show(a.nameText)).toBe("Ruby {{ matrix.ruby }}");
    expect(show(a.environment!.url)).toBe("https://{{ git.branch }}.example");
    expect(a.condition!.kind.case).toBe("call");
    expect(b.timeoutMinutes).toBe(7);
    expect(show(b.workingDirectoryText)).toBe("{{ matrix.dir }}");
    expect(b.steps[1]!.env.map(({ name }) => name)).toEqual(["JOB_A_TAG"]);
    expect(run.outputs[0]!.triggers!.push!.branches).toEqual(["trunk"]);
    expect(show(run.outputs[0]!.concurrency!.group)).toBe("{{ git.ref }}");
    expect(run.outputs[0]!.providerOptions).toMatchObject([{ provider: "github" }]);
  });

  it("may only name what exists where it stands", async () => {
    const run = await planToml(`
[jobs.a]
outputs = { tag = "x" }
[jobs.b]
name = "{{ jobs.a.outputs.tag }}"
env = { A = "{{ NOPE }}", B = "{{ matrix.x }}" }`);
    expect(run.remarks).toEqual([
      'CIG107 7: "NOPE" is neither a variable nor a fact of this repository.',
      'CIG107 7: The matrix of this job has no axis "x".',
      'CIG107 6: This job does not need a job "a".',
    ]);
  });
});

describe("runners", () => {
  const runnerOf = async (job: string, top = "") => {
    const run = await planToml(`${top}\n[jobs.a]\n${job}`);
    const { runner, variants } = jobOf(run, "a");
    const brief = (each: typeof runner) => each && `${each.id}|${each.os}|${each.arch}|${show(each.label)}`;
    return [
      brief(runner),
      ...variants.map((variant) => brief(variant.runner)),
      ...run.remarks.map((remark) => remark.slice(0, 6)),
    ];
  };
  const runners = '[runners.big]\nos = "macos"\narch = "arm64"\n';

  it.each<[string, string, string, unknown[]]>([
    ["by name", 'runner = "big"', runners, ["big|macos|arm64|", undefined]],
    [
      "by a label that providers share",
      'runner = "ubuntu-24.04-arm"',
      "",
      ["ubuntu-24.04-arm|linux|arm64|", undefined],
    ],
    [
      "by the project's default",
      "",
      `${runners}[project]\ndefault_runner = "big"\n`,
      ["big|macos|arm64|", undefined],
    ],
    [
      "by os where the default contradicts it",
      'os = "windows"',
      `${runners}[project]\ndefault_runner = "big"\n`,
      ["|windows|amd64|", undefined],
    ],
    ["by os and arch", 'os = "macos"\narch = "arm64"', "", ["|macos|arm64|", undefined]],
    ["by os alone, Macs being arm64", 'os = "macos"', "", ["|macos|arm64|", undefined]],
    ["by amd64 where somebody asks for it", 'os = "macos"\narch = "amd64"', "", ["|macos|amd64|", undefined]],
    [
      "by a Mac of [runners] that says no more",
      'runner = "mac"',
      '[runners.mac]\nos = "macos"\n',
      ["mac|macos|arm64|", undefined],
    ],
    [
      "by axes os with labels and arch",
      'matrix = { os = ["ubuntu-24.04"], arch = ["x64", "arm64"] }',
      "",
      ["|linux||{{ matrix.os }}", "ubuntu-24.04|linux|arm64|", "ubuntu-24.04|linux|amd64|"],
    ],
    [
      "and an axis arch that the runner contradicts is told",
      'runner = "{{ matrix.runner }}"\nmatrix = { runner = ["ubuntu-24.04"], arch = ["amd64", "arm64"] }',
      "",
      [
        "|linux|amd64|{{ matrix.runner }}",
        "ubuntu-24.04|linux|amd64|",
        "ubuntu-24.04|linux|amd64|",
        "CIG414",
      ],
    ],
    [
      "and an axis arch that the steps name is for them",
      'runner = "ubuntu-24.04"\nmatrix = { arch = ["amd64", "arm64"] }\nsteps = [{ run = "make {{ matrix.arch }}" }]',
      "",
      ["ubuntu-24.04|linux|amd64|", undefined, undefined],
    ],
    [
      "and an axis arch that agrees says the same",
      'runner = "{{ matrix.runner }}"\nmatrix = { include = [{ runner = "ubuntu-24.04", arch = "amd64" }, { runner = "ubuntu-24.04-arm", arch = "arm64" }] }',
      "",
      ["|linux||{{ matrix.runner }}", "ubuntu-24.04|linux|amd64|", "ubuntu-24.04-arm|linux|arm64|"],
    ],
    [
      "and a processor that the runner has not is told",
      'runner = "macos-14"\narch = "amd64"',
      "",
      ["macos-14|macos|arm64|", undefined, "CIG414"],
    ],
    [
      "by an axis os with labels",
      'matrix = { os = ["ubuntu-22.04", "macos-14"] }',
      "",
      ["|||{{ matrix.os }}", "macos-14|macos|arm64|", "ubuntu-22.04|linux|amd64|"],
    ],
    [
      "by an axis os with systems",
      'matrix = { os = ["linux", "windows"] }',
      "",
      ["||amd64|", "|linux|amd64|", "|windows|amd64|"],
    ],
    [
      "by an axis arch",
      'matrix = { arch = ["amd64", "arm64"] }',
      "",
      ["|linux||", "|linux|amd64|", "|linux|arm64|"],
    ],
    [
      "by an axis with names of runners",
      'runner = "{{ matrix.on }}"\nmatrix = { on = ["big", "ubuntu-24.04"] }',
      runners,
      ["|||{{ matrix.on }}", "big|macos|arm64|", "ubuntu-24.04|linux|amd64|"],
    ],
    [
      "not by a name that nobody knows",
      'runner = "bigg"',
      runners,
      ["bigg|linux|amd64|", undefined, "CIG412"],
    ],
    [
      "not by an axis with such a name",
      'runner = "{{ matrix.on }}"\nmatrix = { on = ["huge"] }',
      runners,
      ["|linux|amd64|{{ matrix.on }}", "huge|linux|amd64|", "CIG412"],
    ],
  ])("%s", async (_, job, top, expected) => {
    expect(await runnerOf(job, top)).toEqual(expected);
  });
});

describe("outputs", () => {
  const two = `[[outputs]]\nprovider = "github"\npath = "a.yml"\n[[outputs]]\nprovider = "circleci"\npath = "b.yml"\n[jobs.a]\n${step}`;

  it("that no plugin renders are an error that says how to go on with the others", async () => {
    const run = await planToml(two);
    expect(run.diagnostics.map(({ code, level, hint }) => [code, level, hint])).toEqual([
      [
        "CIG403",
        "error",
        'There is github. Install a plugin with the capability "provider:circleci", and name it in [plugins]. To go on without it:\n  cig render --provider github',
      ],
    ]);
    expect(run.outputs.map(({ path }) => path)).toEqual(["a.yml"]);
    const alone = await planToml(two, { providers: ["circleci"] });
    expect(alone.diagnostics.map(({ code, level }) => [code, level])).toEqual([["CIG403", "error"]]);
  });

  it("are chosen by provider", async () => {
    const run = await planToml(two, { providers: ["github"] });
    expect(run.remarks).toEqual([]);
    expect((await planToml(two, { providers: ["gitlab"] })).remarks).toEqual([
      'CIG403 2: cig.toml has no output of the provider "gitlab".',
    ]);
  });

  it("never share a file, on any file system", async () => {
    const run = await planToml(
      `[[outputs]]\nprovider = "github"\npath = "CI.yml"\n[[outputs]]\nprovider = "github"\npath = "ci.yml"\n[jobs.a]\n${step}`,
    );
    expect(run.remarks).toEqual(['CIG502 7: Two outputs are written to "ci.yml", one of them as "CI.yml".']);
  });

  it("merge the escape hatch of all outputs before their own", async () => {
    const run = await planToml(
      `[[outputs]]\nprovider.github = { b = 2 }\npath = "a.yml"\n[provider]\ngithub = { a = 1 }\ncircleci = { c = 3 }\n[jobs.a]\n${step}`,
    );
    expect(
      run.outputs[0]!.providerOptions.map(({ options }) => options!.entries.map(({ key }) => key)),
    ).toEqual([["a"], ["b"]]);
  });
});

describe("triggers", () => {
  const triggersOf = async (on: string) => (await planToml(`${on}\n[jobs.a]\n${step}`)).outputs[0]!.triggers;

  it("are as cig.toml says", async () => {
    expect(
      await triggersOf(
        '[on]\npush = ["main", "release/*"]\npull_request = { types = ["opened"], paths_ignore = ["docs/**"] }\ntag = ["v*"]\nschedule = [{ cron = "0 3 * * 1", timezone = "Europe/Berlin" }]\nrelease = true\nmanual = { inputs = { level = { type = "choice", options = ["a", "b"], default = "a", required = true } } }',
      ),
    ).toMatchObject({
      push: { branches: ["main", "release/*"], tags: ["v*"] },
      pullRequest: { types: ["opened"], pathsIgnore: ["docs/**"] },
      mergeQueue: false,
      schedule: [{ cron: "0 3 * * 1", timezone: "Europe/Berlin" }],
      release: { types: ["published"] },
      manual: { inputs: [{ name: "level", type: "choice", options: ["a", "b"], required: true }] },
    });
    expect(await triggersOf("[on]\npush = true")).toMatchObject({ push: { branches: ["**"], tags: [] } });
    expect(await triggersOf("[on]\ntag = true")).toMatchObject({ push: { branches: [], tags: ["**"] } });
    expect((await triggersOf('on = ["push", "manual"]'))!.manual).toBeDefined();
  });

  it("must exist", async () => {
    expect((await planToml(`[on]\npush = false\n[jobs.a]\n${step}`)).remarks).toEqual([
      "CIG104 2: Nothing starts the workflow, so that it would never run.",
    ]);
  });
});

describe("signatures", () => {
  const toml = `[jobs.a]\nname = "A"\nmatrix = { ruby = ["3.2", "3.3"] }\nsteps = [{ run = "x" }]\n[jobs.b]\nneeds = ["a"]\nsteps = [{ run = "y" }]`;
  const sign = async (text: string) =>
    Object.fromEntries(
      (await planToml(text)).outputs[0]!.jobs.flatMap(({ variants }) =>
        variants.map(({ id, signature }) => [id, Buffer.from(signature).toString("hex")]),
      ),
    );

  it("are 32 bytes, and differ between variants", async () => {
    const signatures = await sign(toml);
    expect(Object.keys(signatures)).toEqual(["a-ruby3.2", "a-ruby3.3", "b"]);
    expect(new Set(Object.values(signatures)).size).toBe(3);
    for (const value of Object.values(signatures)) expect(value).toHaveLength(64);
  });

  it("change with the work and everything after it, and not with what is only shown", async () => {
    const before = await sign(toml);
    expect(await sign(toml.replace('name = "A"', 'name = "Other"'))).toEqual(before);
    const after = await sign(toml.replace('run = "x"', 'run = "z"'));
    expect(Object.keys(before).filter((id) => before[id] === after[id])).toEqual([]);
    const more = await sign(toml.replace('"3.3"]', '"3.3", "3.4"]'));
    expect(more["a-ruby3.2"]).toBe(before["a-ruby3.2"]);
    expect(more.b).not.toBe(before.b);
  });
});

it("patterns that match nothing are a warning, with what may have been meant", async () => {
  const run = await planToml(
    `[jobs.a]\nskip_if = { paths_unmodified = ["app/**", "!app/docs/**", "sepc/**"] }\n${step}`,
    {
      paths: ["app/a.rb", "spec/a_spec.rb"],
    },
  );
  expect(run.remarks).toEqual(['CIG406 3: "sepc/**" matches no file of the repository.']);
  expect(run.diagnostics[0]!.hint).toBe('Did you mean "spec"?');
});

it("a file without jobs is an error", async () => {
  expect((await planToml("")).remarks).toEqual([
    "CIG105 1: cig.toml has no job, so that there is nothing to run.",
  ]);
});

it("10,000 jobs are planned in time that grows with their number", { timeout: 120_000 }, async () => {
  const toml = (count: number) =>
    Array.from(
      { length: count },
      (_, index) =>
        `[jobs.job${index}]\n${index ? `needs = ["job${index - 1}"]\n` : ""}packages = ["ruby"]\nmatrix = { ruby = ["3.2", "3.3"] }\nsteps = [{ run = "echo {{ matrix.ruby }}" }]\n`,
    ).join("");
  const time = async (count: number) => {
    const text = toml(count);
    const start = performance.now();
    const run = await planToml(text);
    expect(run.outputs[0]!.jobs).toHaveLength(count);
    return performance.now() - start;
  };
  await time(1_000);
  const small = await time(1_000);
  expect((await time(10_000)) / small).toBeLessThan(30);
  expect(process.memoryUsage().rss).toBeLessThan(1024 ** 3);
});
