import { reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { pins } from "../../../../plugins/lang/python/pins.ts";
import { plan, use } from "./planning.ts";

const setupPython = "actions/setup-python python-version=3.12";
const uv = { version: "3.12", package_manager: "uv", lockfile: "uv.lock" };

describe('packages = ["python"]', () => {
  it("becomes toolchain, cache and install, in this order", async () => {
    expect(await plan({ version: "3.12", package_manager: "pip", requirements: "requirements.txt" })).toEqual(
      {
        expansions: [
          {
            use: "test/packages/python",
            steps: [setupPython, "cache pip", "run pip install -r requirements.txt"],
            caches: [{ id: "pip", paths: ["~/.cache/pip"], key: ["python-3.12", "files requirements.txt"] }],
            versions: ["python 3.12"],
          },
        ],
        remarks: [],
      },
    );
  });

  it.each([
    [
      { requirements: "requirements.txt, requirements-dev.txt" },
      "pip install -r requirements.txt -r requirements-dev.txt",
    ],
    [{ package: "x" }, "pip install -e ."],
    [{ package: "x", extras: "docs, test, dev" }, 'pip install -e ".[dev,test]"'],
    [{ package: "x", extras: "docs" }, "pip install -e ."],
    [
      { package: "x", requirements: "requirements-dev.txt", extras: "test" },
      "pip install -r requirements-dev.txt -e .",
    ],
    [
      { package: "x", requirements: "requirements.txt", extras: "dev" },
      'pip install -r requirements.txt -e ".[dev]"',
    ],
    [
      { package: "x", groups: "tests" },
      'python -m pip install --upgrade "pip>=25.1"\npip install --group tests -e .',
    ],
    [{ requirements: "$(id).txt, requirements.txt" }, "pip install -r requirements.txt"],
  ])("installs with pip what %j states", async (facts, command) => {
    const { expansions } = await plan({
      version: "3.12",
      package_manager: "pip",
      ...(facts as Record<string, string>),
    });
    expect(expansions[0]!.steps.at(-1)).toBe(`run ${command}`);
  });

  it("asks for the history where tags of git make the version of what is installed", async () => {
    const facts = {
      version: "3.12",
      package_manager: "pip",
      package: "x",
      package_version_from: "hatch-vcs",
    };
    expect((await plan(facts)).expansions[0]).toMatchObject({ wholeHistory: true });
    const { package: _, ...without } = facts;
    expect((await plan(without)).expansions[0]).not.toHaveProperty("wholeHistory");
  });

  it("only sets up Python where pip has nothing to install", async () => {
    expect((await plan({ version: "3.12", package_manager: "pip" })).expansions[0]).toMatchObject({
      steps: [setupPython],
      caches: [],
    });
    expect((await plan({ version: "3.12" })).expansions[0]).toMatchObject({
      steps: [setupPython],
      caches: [],
    });
  });

  it.each([
    [{ lockfile: "uv.lock" }, "uv sync --locked"],
    [{}, "uv sync"],
    [{ lockfile: "uv.lock", workspace: "packages/*" }, "uv sync --locked --all-packages"],
    [
      { lockfile: "uv.lock", groups: "dev, docs, tests", extras: "test" },
      "uv sync --locked --extra test --group tests",
    ],
  ])("lets uv bring Python and install what %j states", async (facts, command) => {
    const { expansions } = await plan({
      version: "3.12",
      package_manager: "uv",
      ...(facts as Record<string, string>),
    });
    expect(expansions[0]!.steps).toEqual([
      "astral-sh/setup-uv python-version=3.12 enable-cache=false",
      "cache uv",
      `run ${command}`,
    ]);
  });

  it("gives uv the version of itself that the project demands, and leaves ranges of Python to it", async () => {
    const { expansions, remarks } = await plan({
      package_manager: "uv",
      lockfile: "uv.lock",
      "package_manager_version.constraint": ">=0.8.4",
      "version.constraint": ">=3.10,<4",
    });
    expect(expansions[0]).toMatchObject({
      steps: ["astral-sh/setup-uv version=>=0.8.4 enable-cache=false", "cache uv", "run uv sync --locked"],
      caches: [{ id: "uv", paths: ["~/.cache/uv"], key: ["files uv.lock"] }],
      versions: ["python >=3.10 <4"],
    });
    expect(remarks).toEqual([]);
  });

  it.each([
    [
      { package_manager: "poetry", lockfile: "poetry.lock" },
      ["run pipx install --python python poetry", "cache poetry", "run poetry install --no-interaction"],
    ],
    [
      {
        package_manager: "poetry",
        "package_manager_version.constraint": ">=2.0,<3.0",
        lockfile: "poetry.lock",
        extras: "test",
      },
      [
        'run pipx install --python python "$REQUIREMENT" REQUIREMENT=poetry>=2.0,<3.0',
        "cache poetry",
        "run poetry install --no-interaction --extras test",
      ],
    ],
    [
      { package_manager: "poetry", package_manager_version: "1.8.3", lockfile: "poetry.lock" },
      [
        'run pipx install --python python "$REQUIREMENT" REQUIREMENT=poetry==1.8.3',
        "cache poetry",
        "run poetry install --no-interaction",
      ],
    ],
    [
      { package_manager: "pdm", lockfile: "pdm.lock" },
      ["run pipx install --python python pdm", "cache pdm", "run pdm install --frozen-lockfile"],
    ],
    [
      { package_manager: "pipenv", lockfile: "Pipfile.lock" },
      ["run pipx install --python python pipenv", "cache pipenv", "run pipenv install --dev --deploy"],
    ],
  ])("installs as %j wants it", async (facts, steps) => {
    const { expansions } = await plan({ version: "3.12", ...(facts as Record<string, string>) });
    expect(expansions[0]!.steps).toEqual([setupPython, ...steps]);
  });

  it("translates a range to what the installer takes, and keeps it out of the cache's key", async () => {
    const { expansions } = await plan({
      "version.constraint": "^3.11",
      package_manager: "poetry",
      lockfile: "poetry.lock",
    });
    expect(expansions[0]!.steps[0]).toBe("actions/setup-python python-version=>=3.11 <4.0");
    expect(expansions[0]!.caches[0]!.key).toEqual(["files poetry.lock"]);
  });

  it("says so where nothing is stated or locked", async () => {
    const { expansions, remarks } = await plan({ package_manager: "poetry", manifests: "pyproject.toml" });
    expect(expansions[0]!.caches[0]!.key).toEqual(["files pyproject.toml"]);
    expect(remarks).toEqual(["PY201 jobs.test.packages", "PY204 jobs.test.packages"]);
  });
});

describe("the version that a job gets", () => {
  const input = (value: string | ReturnType<typeof reference>) => [
    { name: "version", value: { case: "text" as const, value: text(value) } },
  ];
  const first = async (more: Parameters<typeof use>[0]) =>
    (await plan(uv, [use(more)])).expansions[0]!.versions[0];

  it("is the input before the matrix before the facts", async () => {
    expect(await first({ inputs: input("3.11"), axes: ["python"] })).toBe("python 3.11");
    expect(await first({ inputs: input("^3.11") })).toBe("python >=3.11 <4.0");
    expect(await first({ inputs: input(reference("matrix.py3")) })).toBe("python {matrix.py3}");
    expect(await first({ axes: ["python"] })).toBe("python {matrix.python}");
    expect(await first({ axes: ["python-version"] })).toBe("python {matrix.python-version}");
    expect(await first({})).toBe("python 3.12");
  });

  it("is no number with a fraction: 3.10 would become 3.1", async () => {
    const number = {
      name: "version",
      value: { case: "other" as const, value: { kind: { case: "number" as const, value: 3.1 } } },
    };
    expect((await plan(uv, [use({ inputs: [number] })])).remarks).toEqual(["PY205 jobs.test.packages"]);
  });

  it("is refused where it is none", async () => {
    expect((await plan(uv, [use({ inputs: input("three; rm") })])).remarks).toEqual([
      "PY205 jobs.test.packages",
    ]);
  });
});

describe("a working directory", () => {
  const facts = {
    ...uv,
    "[backend].package_manager": "pip",
    "[backend].requirements": "backend/requirements.txt, backend/requirements-dev.txt",
    "[backend].version": "3.11",
    "[packages/a].root": "packages/a",
  };

  it("selects the root at it", async () => {
    expect((await plan(facts, [use({ workingDirectory: "backend" })])).expansions[0]).toEqual({
      use: "test/packages/python",
      steps: [
        "actions/setup-python python-version=3.11",
        "cache pip-backend",
        "run pip install -r requirements.txt -r requirements-dev.txt",
      ],
      caches: [
        {
          id: "pip-backend",
          paths: ["~/.cache/pip"],
          key: ["python-3.11", "files backend/requirements.txt", "files backend/requirements-dev.txt"],
        },
      ],
      versions: ["python 3.11"],
    });
  });

  it("inside a workspace installs at the workspace's root", async () => {
    const { expansions } = await plan(facts, [use({ workingDirectory: "packages/a" })]);
    expect(expansions[0]!.steps.at(-1)).toBe("run uv sync --locked (in .)");
  });

  it("is not needed where the repository has one root, somewhere else", async () => {
    const only = { "[api].package_manager": "uv", "[api].lockfile": "api/uv.lock", "[api].version": "3.12" };
    expect((await plan(only)).expansions[0]!.steps).toEqual([
      "astral-sh/setup-uv python-version=3.12 working-directory=api enable-cache=false",
      "cache uv-api",
      "run uv sync --locked (in api)",
    ]);
  });
});

describe("plan", () => {
  it("pins every action to a whole commit", () => {
    for (const { pin, version } of Object.values(pins)) {
      expect(pin).toMatch(/^[0-9a-f]{40}$/);
      expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    }
  });

  it("gives each cache id one definition", async () => {
    const uses = [
      use({ id: "a/packages/python", job: "a", axes: ["python"] }),
      use({ id: "b/packages/python", job: "b" }),
    ];
    const { expansions } = await plan(uv, uses);
    expect(expansions.map(({ caches }) => caches[0]!.id)).toEqual(["uv", "uv-b"]);
  });

  it("refuses a package manager that it does not know", async () => {
    const input = { name: "package_manager", value: { case: "text" as const, value: text("conda") } };
    expect((await plan(uv, [use({ inputs: [input] })])).remarks).toEqual(["PY202 jobs.test.packages"]);
  });

  it("says the same whatever the order of uses and facts", async () => {
    const uses = [
      use({ id: "b/packages/python", job: "b", axes: ["python"] }),
      use({ id: "a/packages/python", job: "a" }),
    ];
    const reversed = Object.fromEntries(Object.entries(uv).reverse());
    expect(await plan(reversed, [...uses].reverse())).toEqual(await plan(uv, uses));
  });
});
