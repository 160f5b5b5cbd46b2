import { describe, expect, it } from "vitest";
import { github, planToml, show, tool } from "../fake.ts";

const planned = (lines: string, top = "") =>
  planToml(`[jobs.test]\n${lines}\n${top}`, {
    plugins: [github, tool("lang/ruby"), tool("service/postgres", { capabilities: ["service:postgres"] })],
  });

describe("a matrix of tables", () => {
  const targets = `matrix = { target = [
  { name = "intel", image = "ruby:3.3", runner = "ubuntu-24.04", pg = "15" },
  { name = "arm", image = "ruby:3.2", runner = "arm", pg = "16" },
] }`;

  it("chooses the image, the runner, the service and its version, and every text", async () => {
    const { outputs, remarks, requests } = await planned(
      `${targets}
name = "Test {{ matrix.target.name }}"
image = { name = "{{ matrix.target.image }}", env = { A = "{{ matrix.target.pg }}" } }
runner = "{{ matrix.target.runner }}"
services = { postgres = "{{ matrix.target.pg }}", cache = { image = "redis:{{ matrix.target.pg }}", ports = [6379] } }
parallelism = 2
retry = 1
approval = "Test {{ matrix.target.name }}?"
environment = { name = "ci-{{ matrix.target.name }}" }
artifacts = [{ name = "log-{{ matrix.target.name }}", paths = ["log/{{ matrix.target.name }}"] }]
persist = ["out/{{ matrix.target.name }}"]
steps = [{ run = "test {{ matrix.target.name }}", if = "matrix.target.name == 'arm'" }]`,
      '[runners.arm]\narch = "arm64"\ngithub = { runs-on = "arm" }',
    );
    expect(remarks).toEqual([]);
    const job = outputs[0]!.jobs[0]!;
    expect(job.variants.map(({ id, runner }) => [id, runner!.id, runner!.arch])).toEqual([
      ["test-arm", "arm", "arm64"],
      ["test-intel", "ubuntu-24.04", "amd64"],
    ]);
    expect(show(job.runner!.label)).toBe("{{ matrix.target.runner }}");
    expect(show(job.image!.image)).toBe("{{ matrix.target.image }}");
    expect(show(job.services[0]!.image)).toBe("redis:{{ matrix.target.pg }}");
    const [use] = requests.get("service/postgres")!.uses;
    expect(show(use!.inputs[0]!.value.value as never)).toBe("{{ matrix.target.pg }}");
    expect(show(job.approval!.message)).toBe("Test {{ matrix.target.name }}?");
    expect(show(job.environment!.name)).toBe("ci-{{ matrix.target.name }}");
    const [upload, workspace] = job.steps.flatMap(({ kind }) => (kind.case === "upload" ? kind.value : []));
    expect(show(upload!.nameText)).toBe("log-{{ matrix.target.name }}");
    expect(show(workspace!.pathTexts[0])).toBe("out/{{ matrix.target.name }}");
  });

  it("chooses the version of a tool by an axis of its name, plain or a table", async () => {
    const versionFor = async (axis: string) => {
      const { requests, remarks } = await planned(
        `matrix = { ruby = ${axis} }\npackages = ["ruby"]\nsteps = [{ run = "x {{ ruby_version }}" }]`,
      );
      expect(remarks).toEqual([]);
      return show(requests.get("lang/ruby")!.uses[0]!.inputs[0]!.value.value as never);
    };
    expect(await versionFor('["3.2", "3.3"]')).toBe("{{ matrix.ruby }}");
    expect(await versionFor('[{ version = "3.2" }, { version = "3.3", name = "new" }]')).toBe(
      "{{ matrix.ruby.version }}",
    );
  });

  it.each([
    [
      "matrix.target.imag",
      'No value of the axis "target" has a field "imag".',
      "Did you mean matrix.target.image?",
    ],
    [
      "matrix.target",
      'The values of the axis "target" are tables, which no text can show.',
      "Name a field: matrix.target.name, matrix.target.image, matrix.target.runner, matrix.target.pg.",
    ],
    [
      "matrix.node.version",
      'The values of the axis "node" are plain, and have no field "version".',
      "Write matrix.node.",
    ],
    [
      "matrix.extra.x",
      'The values of the axis "extra" are plain, and have no field "x".',
      "Write matrix.extra.",
    ],
  ])("refuses {{ %s }}", async (name, message, hint) => {
    const { diagnostics } = await planned(
      `${targets.replace(/ \}$/, ', node = ["20"], include = [{ node = "20", extra = true }] }')}\nsteps = [{ run = "x {{ ${name} }}" }]`,
    );
    expect(diagnostics).toMatchObject([{ code: "CIG107", message, hint }]);
  });

  it("takes a field that only some of the tables have", async () => {
    const { remarks } = await planned(
      'matrix = { t = [{ name = "a", flag = "x" }, { name = "b" }] }\nsteps = [{ run = "x {{ matrix.t.flag }}" }]',
    );
    expect(remarks).toEqual([]);
  });
});
