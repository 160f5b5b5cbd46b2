import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

const project = '[project]\nname = "app"\n';

describe("the package manager", () => {
  it.each([
    ["uv.lock", "uv"],
    ["poetry.lock", "poetry"],
    ["pdm.lock", "pdm"],
    ["Pipfile.lock", "pipenv"],
  ])("is known by %s", async (lockfile, manager) => {
    const { facts, remarks } = await detect({ "pyproject.toml": project, [lockfile]: null });
    expect(facts).toMatchObject({
      "python.package_manager": manager,
      "python.lockfile": lockfile,
      "python.root": ".",
    });
    expect(remarks).toEqual([]);
  });

  it.each([
    [`${project}[tool.uv]\ndev-dependencies = []\n`, "uv", 3],
    [`${project}[build-system]\nbuild-backend = "uv_build"\n`, "uv", 4],
    ['[tool.poetry]\nname = "app"\n', "poetry", 2],
    ["[tool.poetry.dependencies]\npython = '^3.11'\n", "poetry", 1],
    [`${project}[tool.pdm.dev-dependencies]\ntest = []\n`, "pdm", 3],
    [`${project}[tool.pdm]\nversion = { source = "file" }\ndistribution = true\n`, "pip", 1],
    [`${project}[build-system]\nbuild-backend = "poetry.core.masonry.api"\n`, "pip", 1],
    [project, "pip", 1],
  ])("is read from pyproject.toml: %#", async (text, manager, line) => {
    const { facts, evidence } = await detect({ "pyproject.toml": text });
    expect(facts["python.package_manager"]).toBe(manager);
    expect(evidence["python.package_manager"]![0]).toBe(`pyproject.toml:${line}`);
  });

  it("is a guess where only pip is left beside Pixi's files", async () => {
    const { confidence } = await detect({ "pyproject.toml": project, "pixi.lock": null });
    expect(confidence["python.package_manager"]).toBe(0.5);
    const own = await detect({ "pyproject.toml": `${project}[tool.pixi.workspace]\nchannels = []\n` });
    expect(own.confidence["python.package_manager"]).toBe(0.5);
    const uv = await detect({ "pyproject.toml": project, "pixi.lock": null, "uv.lock": null });
    expect(uv.confidence["python.package_manager"]).toBe(1);
  });

  it.each([
    [{ Pipfile: "[packages]\n" }, "pipenv"],
    [{ "requirements.txt": "django\n" }, "pip"],
    [{ "requirements/dev.txt": "pytest\n" }, "pip"],
    [{ "setup.py": "setup()\n" }, "pip"],
    [{ "setup.cfg": "[metadata]\nname = x\n" }, "pip"],
  ])("is read from %j", async (files, manager) => {
    expect((await detect(files as Record<string, string>)).facts["python.package_manager"]).toBe(manager);
  });

  it.each([
    [{ "pyproject.toml": "[tool.black]\nline-length = 100\n" }],
    [{ "setup.cfg": "[flake8]\nmax-line-length = 100\n" }],
  ])("does not exist where a manifest only configures tools: %j", async (files) => {
    expect((await detect(files as unknown as Record<string, string>)).facts).toEqual({});
  });

  it.each([
    ['[tool.uv]\nrequired-version = ">=0.5"\n', "package_manager_version.constraint", ">=0.5"],
    ['[tool.uv]\nrequired-version = "==0.5.11"\n', "package_manager_version", "0.5.11"],
    [
      '[tool.poetry]\nname = "x"\nrequires-poetry = ">=2.0,<3.0"\n',
      "package_manager_version.constraint",
      ">=2.0,<3.0",
    ],
    ['[tool.uv]\nrequired-version = "$(id)"\n', "package_manager_version.constraint", undefined],
  ])("has the version that %j demands", async (text, key, value) => {
    expect((await detect({ "pyproject.toml": text })).facts[`python.${key}`]).toBe(value);
  });

  it("follows the documented order of lock files, with a warning", async () => {
    const { facts, remarks } = await detect({
      "pyproject.toml": project,
      "poetry.lock": null,
      "uv.lock": null,
    });
    expect(facts["python.package_manager"]).toBe("uv");
    expect(remarks).toEqual([
      'PY103 poetry.lock:0 The package manager is uv, because "uv.lock" exists; "poetry.lock" is not used.',
    ]);
  });
});

describe("a manifest that cannot be read", () => {
  it("is a warning with file and line, and the rest still counts", async () => {
    const { facts, remarks } = await detect({
      "pyproject.toml": '[project]\nname = "x\n',
      "uv.lock": null,
      ".python-version": "3.12",
    });
    expect(facts).toMatchObject({ "python.package_manager": "uv", "python.version": "3.12" });
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(/^PY101 pyproject\.toml:2 /);
  });

  it("may have any shape", async () => {
    const odd =
      '[tool]\npoetry = 1\nuv = []\npdm = "x"\n[project]\nname = 1\ndependencies = "no"\noptional-dependencies = []\n[dependency-groups]\n"a;b" = [1]\n';
    const { remarks, facts } = await detect({ "pyproject.toml": odd });
    expect(remarks).toEqual([]);
    expect(facts["python.groups"]).toBeUndefined();
  });
});

describe("the roots of a repository", () => {
  it("are the top and each folder with a lock file of its own", async () => {
    const { facts } = await detect({
      "pyproject.toml": project,
      "uv.lock": null,
      "service/pyproject.toml": '[tool.poetry]\nname = "s"\n[tool.poetry.dependencies]\npython = "^3.11"\n',
      "service/poetry.lock": null,
    });
    expect(facts).toMatchObject({
      "python.package_manager": "uv",
      "python[service].root": "service",
      "python[service].package_manager": "poetry",
      "python[service].version.constraint": "^3.11",
      "python[service].lockfile": "service/poetry.lock",
    });
  });

  it("hold a folder under a top without Python, but not one of the repository's tools", async () => {
    const files = {
      "backend/requirements.txt": "flask\n",
      "scripts/requirements.txt": "requests\n",
      ".github/requirements.txt": "x\n",
    };
    const { facts } = await detect(files);
    expect(Object.keys(facts).filter((key) => key.endsWith(".root"))).toEqual(["python[backend].root"]);
  });

  it.each(["docs", "tests/data", "examples/a", "benchmarks"])("do not hold %s", async (folder) => {
    const { facts } = await detect({
      [`${folder}/pyproject.toml`]: `${project}requires-python = ">=2.7"\n`,
      [`${folder}/uv.lock`]: null,
      [`${folder}/requirements.txt`]: "sphinx\n",
    });
    expect(facts).toEqual({});
  });

  it("of a workspace of uv are its root and its members' own tasks", async () => {
    const { facts, evidence } = await detect({
      "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n',
      "uv.lock": null,
      "packages/a/pyproject.toml": `${project}dependencies = ["pytest"]\n`,
      "packages/old/pyproject.toml": project,
    });
    expect(facts["workspace.members"]).toBe("packages/*, !packages/old");
    expect(evidence["workspace.members"]).toEqual(["pyproject.toml:2", "pyproject.toml:3"]);
    expect(facts["python[packages/a].root"]).toBe("packages/a");
    expect(facts["python[packages/a].script.test"]).toBe("uv run pytest");
    expect(facts["python[packages/old].root"]).toBeUndefined();
  });

  it("are the same whatever the order of the files", async () => {
    const files = {
      "b/setup.py": "setup()",
      "b/uv.lock": null,
      "a/setup.py": "setup()",
      "a/poetry.lock": null,
      ".python-version": "3.12",
      "requirements.txt": "x",
    };
    expect(await detect(Object.fromEntries(Object.entries(files).reverse()))).toEqual(await detect(files));
  });
});
