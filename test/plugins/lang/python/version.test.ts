import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

describe("the version of Python", () => {
  it.each([
    ["3.12\n", "3.12"],
    ["3.12.4", "3.12.4"],
    ["3", "3"],
    ["python-3.11.4", "3.11.4"],
    ["cpython@3.12", "3.12"],
    ["3.13t", "3.13t"],
    ["3.14-dev", "3.14-dev"],
    ["3.13.0rc1", "3.13.0rc1"],
    ["pypy3.10-7.3.12", "pypy3.10-7.3.12"],
    ["# for us\r\n3.12 # now\r\n", "3.12"],
  ])("is read from a .python-version with %j as %s", async (text, value) => {
    const { facts, remarks } = await detect({ ".python-version": text });
    expect(facts).toEqual({ "python.version": value, "python.source": ".python-version" });
    expect(remarks).toEqual([]);
  });

  it("is the first of several lines, and all of them are known", async () => {
    const { facts, evidence, remarks } = await detect({ ".python-version": "3.12\n# old\n3.11\npypy3.10\n" });
    expect(facts).toMatchObject({ "python.version": "3.12", "python.versions": "3.12, 3.11, pypy3.10" });
    expect(evidence["python.versions"]).toEqual([
      ".python-version:1",
      ".python-version:3",
      ".python-version:4",
    ]);
    expect(remarks).toEqual([]);
  });

  it.each(["", "# 3.12\n", "system\n", "miniconda3-latest\n"])(
    "is absent where .python-version says %j",
    async (text) => {
      expect(await detect({ ".python-version": text })).toMatchObject({
        facts: {},
        remarks: [],
        signals: [],
      });
    },
  );

  it("is absent where .python-version names an environment of pyenv, and that is said", async () => {
    const { facts, remarks } = await detect({ ".python-version": "my-project" });
    expect(facts).toEqual({});
    expect(remarks).toEqual([
      'PY104 .python-version:1 ".python-version" says "my-project" where a Python version stands, and that is none, so it does not count.',
    ]);
  });

  it.each([
    [".tool-versions", "nodejs 20\npython 3.12.1 3.11.8\n", "3.12.1", 2],
    ["mise.toml", '[tools]\npython = ["3.12", "3.11"]\n', "3.12", 2],
    ["runtime.txt", "python-3.11.9\n", "3.11.9", 1],
    ["Pipfile", '[packages]\n\n[requires]\npython_version = "3.11"\n', "3.11", 4],
    ["Pipfile", '[requires]\npython_version = "3.11"\npython_full_version = "3.11.4"\n', "3.11.4", 3],
    ["pyproject.toml", '[project]\nname = "x"\nrequires-python = "==3.11.4"\n', "3.11.4", 3],
  ])("stands in %s", async (file, text, value, line) => {
    const { facts, evidence } = await detect({ [file]: text });
    expect(facts["python.version"]).toBe(value);
    expect(facts["python.source"]).toBe(file);
    expect(evidence["python.version"]).toEqual([`${file}:${line}`]);
  });

  it.each([
    [
      "pyproject.toml",
      '[project]\n# requires-python = ">=3.7"\nrequires-python = ">=3.9,<4"\n',
      ">=3.9,<4",
      3,
    ],
    ["pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\n', "^3.11", 2],
    ["pyproject.toml", '[tool.poetry.dependencies]\npython = { version = "~3.11" }\n', "~3.11", 2],
    ["setup.cfg", "[metadata]\nname = x\n\n[options]\npython_requires = >=3.8\n", ">=3.8", 5],
    [
      "setup.py",
      'setup(\n    name="x",\n    # python_requires=">=2.7",\n    python_requires=">=3.8",\n)\n',
      ">=3.8",
      4,
    ],
    ["setup.py", "setup(name='x', python_requires='>=3.8')\n", undefined, 0],
    ["setup.py", "python_requires='>=3.8'\n", ">=3.8", 1],
    ["setup.py", "setup(\n  python_requires=REQUIRES,\n)\n", undefined, 0],
    ["setup.py", 'setup(\n  python_requires=">=" + lowest,\n)\n', undefined, 0],
    ["setup.py", 'setup(\n  python_requires=f">={lowest}",\n)\n', undefined, 0],
    ["pyproject.toml", '[project]\nrequires-python = "*"\n', undefined, 0],
    ["pyproject.toml", "[project]\nrequires-python = 3.9\n", undefined, 0],
  ])("is a constraint where %s has %j", async (file, text, value, line) => {
    const { facts, evidence, remarks } = await detect({ [file]: text });
    expect(facts["python.version.constraint"]).toBe(value);
    expect(facts["python.version"]).toBeUndefined();
    if (value !== undefined) expect(evidence["python.version.constraint"]).toEqual([`${file}:${line}`]);
    expect(remarks).toEqual([]);
  });

  it("comes from the first file of the documented order, and those who agree are its witnesses", async () => {
    const { facts, evidence, remarks } = await detect({
      ".python-version": "3.12",
      ".tool-versions": "python 3.12.4\n",
      "pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.10"\n',
    });
    expect(facts).toMatchObject({
      "python.version": "3.12",
      "python.version.constraint": ">=3.10",
      "python.source": ".python-version",
    });
    expect(evidence["python.version"]).toEqual([".python-version:1", ".tool-versions:1"]);
    expect(remarks).toEqual([]);
  });

  it("comes with a warning about each file that says something else", async () => {
    const { remarks } = await detect({
      ".python-version": "3.9",
      "runtime.txt": "python-3.11.9",
      "pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.10"\n',
    });
    expect(remarks).toEqual([
      'PY102 runtime.txt:1 "runtime.txt" asks for Python 3.11.9, but ".python-version" line 1 says 3.9, which wins.',
      'PY102 pyproject.toml:3 "pyproject.toml" allows only Python >=3.10, but ".python-version" line 1 says 3.9, which wins.',
    ]);
  });
});
