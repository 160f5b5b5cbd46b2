import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

const group = (name: string, ...packages: string[]) =>
  `[project]\nname = "x"\n[dependency-groups]\n${name} = ${JSON.stringify(packages)}\n`;

describe("the tasks", () => {
  it.each([
    [{ "pyproject.toml": group("dev", "pytest>=8"), "uv.lock": null }, "uv run pytest"],
    [{ "pyproject.toml": group("typing", "pytest"), "uv.lock": null }, "uv run --group typing pytest"],
    [
      { "pyproject.toml": '[tool.poetry.group.test.dependencies]\npytest = "^8"\n', "poetry.lock": null },
      "poetry run pytest",
    ],
    [{ "pyproject.toml": group("test", "pytest"), "pdm.lock": null }, "pdm run pytest"],
    [{ Pipfile: '[dev-packages]\npytest = "*"\n' }, "pipenv run pytest"],
    [{ "requirements-dev.txt": "# pytest\nPyTest==8.0 # ours\n" }, "pytest"],
    [{ "requirements.txt": "-r requirements/tests.txt\n", "requirements/tests.txt": "pytest\n" }, "pytest"],
    [{ "setup.cfg": "[metadata]\nname = x\n[options.extras_require]\ntest =\n    pytest\n" }, "pytest"],
    [{ "tox.ini": "[tox]\n", "requirements.txt": "flask\n" }, "pipx run tox -e py"],
    [{ "tox.ini": "[tox]\n", "pyproject.toml": group("dev", "flask"), "uv.lock": null }, "uvx tox -e py"],
    [{ "tox.ini": null, "requirements.txt": "pytest\n" }, "pytest"],
    [{ "pyproject.toml": group("dev", "tox", "pytest"), "tox.ini": null, "uv.lock": null }, "uv run tox"],
    [{ "noxfile.py": null, "setup.py": "setup()" }, "pipx run nox"],
    [{ "requirements.txt": "Django==5.1\n", "manage.py": null }, "python manage.py test"],
    [{ "requirements.txt": "Django==5.1\n", "src/manage.py": null }, "python src/manage.py test src"],
    [
      { "pyproject.toml": `${group("dev", "ruff")}[tool.pytest.ini_options]\n`, "uv.lock": null },
      "uv run pytest",
    ],
    [
      {
        "pyproject.toml": `${group("dev", "poethepoet")}[tool.poe.tasks]\ntest = "pytest -x"\n`,
        "uv.lock": null,
      },
      "uv run poe test",
    ],
    [
      { "pyproject.toml": '[project]\nname = "x"\n[tool.pdm.scripts]\ntest = "pytest"\n', "pdm.lock": null },
      "pdm run test",
    ],
  ])("hold the tests of %j", async (files, command) => {
    expect((await detect(files as unknown as Record<string, string | null>)).facts["script.test"]).toBe(
      command,
    );
  });

  it.each([
    [{ "requirements.txt": "flask\n" }],
    [{ "requirements.txt": "# pytest\npytest-asyncio\n" }],
    // The install step takes the requirement files, so what only an extra or group names is not there.
    [{ "requirements-dev.txt": "flake8\n", "pyproject.toml": group("typecheck", "pytest") }],
  ])("hold no tests that %j does not install", async (files) => {
    expect((await detect(files as unknown as Record<string, string>)).facts["script.test"]).toBeUndefined();
  });

  it("hold linters, type checkers and formatters that are dependencies, with their lines", async () => {
    const text = `${group("dev", "ruff", "mypy[faster-cache]>=1.0")}[tool.mypy]\nfiles = ["src"]\n[tool.ruff.format]\n`;
    const { facts, evidence } = await detect({ "pyproject.toml": text, "uv.lock": null });
    expect(facts).toMatchObject({
      "script.lint": "uv run ruff check",
      "script.typecheck": "uv run mypy",
      "script.format": "uv run ruff format",
      "script.format_check": "uv run ruff format --check",
    });
    expect(evidence["script.lint"]).toEqual(["pyproject.toml:4"]);
  });

  it("hold a build only of a package", async () => {
    const built = '[project]\nname = "x"\n[build-system]\nrequires = ["hatchling"]\n';
    expect((await detect({ "pyproject.toml": built, "uv.lock": null })).facts["script.build"]).toBe(
      "uv build",
    );
    expect(
      (await detect({ "pyproject.toml": `${built}[tool.uv]\npackage = false\n` })).facts["script.build"],
    ).toBeUndefined();
    expect((await detect({ "requirements.txt": "x" })).facts["script.build"]).toBeUndefined();
  });
});

describe("frameworks", () => {
  it.each([
    [{ "requirements.txt": "Django==5.1.2\n" }, { "framework.django.version": "5.1.2" }],
    [
      { "pyproject.toml": '[project]\nname = "x"\ndependencies = [\n  "fastapi[standard] >=0.114,<1",\n]\n' },
      { "framework.fastapi.version.constraint": ">=0.114,<1" },
    ],
    [
      { "pyproject.toml": '[tool.poetry.dependencies]\nflask = "^3.0"\n' },
      { "framework.flask.version.constraint": "^3.0" },
    ],
    [{ "requirements.txt": "flask\n" }, {}],
    [{ "requirements-test.txt": "fastapi==0.100\n" }, {}],
    [{ "pyproject.toml": group("dev", "flask==3.0.0") }, {}],
  ])("are stated by %j", async (files, facts) => {
    const found = (await detect(files as unknown as Record<string, string>)).facts;
    expect(Object.fromEntries(Object.entries(found).filter(([key]) => key.startsWith("framework")))).toEqual(
      facts,
    );
  });
});

describe("how sure a task is", () => {
  const sure = async (files: Record<string, string | null>, task: string) => {
    const { facts, confidence } = await detect(files);
    return [facts[`script.${task}`], confidence[`script.${task}`]];
  };

  it.each([
    ["", "uv run mypy .", 0.5],
    ["[tool.mypy]\nstrict = true\n", "uv run mypy .", 0.7],
    ['[tool.mypy]\nfiles = ["src"]\n', "uv run mypy", 1],
  ])("depends for mypy on what %j configures", async (text, command, confidence) => {
    const files = { "pyproject.toml": group("dev", "mypy") + text, "uv.lock": null };
    expect(await sure(files, "typecheck")).toEqual([command, confidence]);
  });

  it.each([
    ["Makefile", "types:\n\t@uv run mypy shop tests\n", "uv run mypy shop tests", 1],
    ["scripts/lint.sh", "# mypy old\nmypy shop\n", "uv run mypy shop", 1],
    ["tox.ini", "[testenv:types]\ncommands =\n  mypy {posargs}\n", "uv run mypy shop", 0.5],
    ["Makefile", "types:\n\tmypy gone\n", "uv run mypy shop", 0.5],
  ])(
    "gives mypy what people give it in %s, else the project's own package: %j",
    async (file, text, command, confidence) => {
      const files = {
        "pyproject.toml": group("dev", "mypy").replace('"x"', '"Shop"'),
        "uv.lock": null,
        "shop/__init__.py": null,
        [file]: text,
      };
      expect(await sure(files, "typecheck")).toEqual([command, confidence]);
    },
  );

  it.each([
    ["ruff format --check src\n", "ruff format --check"],
    ["ruff format src\nblack --check docs\n", "black --check ."],
    ["ruff check src\n", "black --check ."],
  ])("takes the formatter that people run where both are there: %j", async (text, command) => {
    const files = { "requirements.txt": "black==24.3.0\nruff==0.6\n", "scripts/check": text };
    expect(await sure(files, "format_check")).toEqual([command, 1]);
  });

  it("does not take a formatter for the project's that formats its documentation", async () => {
    const files = {
      "requirements.txt": "-r requirements-docs.txt\n-r requirements-tests.txt\n",
      "requirements-docs.txt": "black==24.3.0\n",
      "requirements-tests.txt": "ruff==0.6\n",
      "scripts/lint.sh": "ruff check shop\nruff format --check shop\n",
    };
    expect(await sure(files, "format_check")).toEqual(["ruff format --check", 1]);
    expect((await sure({ ...files, "scripts/lint.sh": "ruff check shop\n" }, "format_check"))[1]).toBe(0.4);
  });

  it("depends for tox on whether its environments have factors", async () => {
    const tox = (envlist: string) => ({ "tox.ini": `[tox]\nenvlist = ${envlist}\n`, "setup.py": "setup()" });
    expect(await sure(tox("py310,py311,lint"), "test")).toEqual(["pipx run tox -e py", 0.7]);
    expect(await sure(tox("py{310,311}-django{42,52}"), "test")).toEqual(["pipx run tox -e py", 0.5]);
  });

  it("is that of a guess for a tool of a group that may serve other code, behind one that serves this", async () => {
    const files = (groups: string) => ({
      "pyproject.toml": `[project]\nname = "x"\n[dependency-groups]\n${groups}`,
      "uv.lock": null,
    });
    const lone = files('server-test = ["pytest"]\nstub-formatting = ["black"]\n');
    expect(await sure(lone, "test")).toEqual(["uv run --group server-test pytest", 0.4]);
    expect(await sure(lone, "format")).toEqual(["uv run --group stub-formatting black .", 0.4]);
    const both = files('server-test = ["pytest"]\ntest-core = ["pytest"]\n');
    expect(await sure(both, "test")).toEqual(["uv run --group test-core pytest", 1]);
  });

  it("depends for a build on whether the package is published", async () => {
    const built = '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "x"\nversion = "1"\n';
    expect(await sure({ "pyproject.toml": built }, "build")).toEqual([
      "pipx run --spec build pyproject-build",
      0.5,
    ]);
    expect(await sure({ "pyproject.toml": `${built}license = "MIT"\n` }, "build")).toEqual([
      "pipx run --spec build pyproject-build",
      0.7,
    ]);
  });

  it("is high for a program that runs the tests, and for hooks that nothing installs", async () => {
    const files = {
      "setup.py": "setup()",
      "runtests.py": null,
      "tox.ini": "[tox]\n",
      ".pre-commit-config.yaml": "",
    };
    expect(await sure(files, "test")).toEqual(["python runtests.py", 0.8]);
    expect(await sure(files, "lint")).toEqual(["pipx run pre-commit run --all-files", 0.7]);
  });

  it("is high for a hook that checks types, where nothing of the project does", async () => {
    const hooks = "repos:\n- repo: x\n  hooks:\n  - id: trailing-whitespace\n  - id: mypy\n";
    const files = (...tools: string[]) => ({
      "pyproject.toml": group("dev", ...tools),
      "uv.lock": null,
      ".pre-commit-config.yaml": hooks,
    });
    expect(await sure(files("ruff"), "typecheck")).toEqual(["uvx pre-commit run mypy --all-files", 0.7]);
    expect(await sure(files("ruff", "pre-commit"), "typecheck")).toEqual([
      "uv run pre-commit run mypy --all-files",
      0.7,
    ]);
    expect(await sure(files("pre-commit"), "typecheck")).toEqual([undefined, undefined]);
    expect(await sure(files("pyright"), "typecheck")).toEqual(["uv run pyright", 1]);
  });

  it.each<[string, string]>([
    [".pre-commit-config.yaml", "repos:\n- repo: x\n  hooks:\n  - id: ruff-format\n"],
    ["Makefile", "lint:\n\truff format --check .\n"],
    ["scripts/check", "${PREFIX}ruff format $FILES --diff\n"],
    ["noxfile.py", 'session.run("ruff", "format", "--check")\n'],
  ])("is full for the formatter of ruff where %s calls it", async (file, text) => {
    const files = { "pyproject.toml": group("dev", "ruff"), "uv.lock": null };
    expect(await sure({ ...files, [file]: text }, "format_check")).toEqual(["uv run ruff format --check", 1]);
    const remark = { ...files, [file]: text.replaceAll(/^/gm, "# ") };
    expect(await sure(remark, "format_check")).toEqual([undefined, undefined]);
  });

  it("is high for the hooks of pre-commit, where nothing else lints", async () => {
    const files = (...tools: string[]) => ({
      "pyproject.toml": group("dev", ...tools),
      "uv.lock": null,
      ".pre-commit-config.yaml": null,
    });
    expect(await sure(files("pre-commit"), "lint")).toEqual(["uv run pre-commit run --all-files", 1]);
    expect(await sure(files("pre-commit", "ruff"), "lint")).toEqual(["uv run ruff check", 1]);
  });
});

describe("the roots", () => {
  const roots = async (files: Record<string, string | null>) =>
    Object.entries((await detect(files)).facts).flatMap(([key, value]) =>
      /^python.*root$/.test(key) ? [value] : [],
    );

  it("hold an application below a top of another language", async () => {
    expect(await roots({ "apps/api/requirements.txt": "django\n" })).toEqual(["apps/api"]);
    expect(await roots({ "services/py/billing/pyproject.toml": '[project]\nname = "b"\n' })).toEqual([
      "services/py/billing",
    ]);
  });

  it("hold what lies below a top that only configures tools", async () => {
    expect(
      await roots({
        "pyproject.toml": "[tool.ruff]\nline-length = 100\n",
        "backend/pyproject.toml": '[project]\nname = "b"\n',
        "frontend/pyproject.toml": "[tool.black]\n",
      }),
    ).toEqual(["backend"]);
  });

  it("hold no folder of tools, requirements of a script, or tests", async () => {
    expect(
      await roots({
        "scripts/pdf/requirements.txt": "x\n",
        "packages/x/tests/pyproject.toml": '[project]\nname = "t"\n',
        "e2e/py/pyproject.toml": '[project]\nname = "t"\n',
        "lib/deep/requirements.txt": "x\n",
      }),
    ).toEqual([]);
  });
});
