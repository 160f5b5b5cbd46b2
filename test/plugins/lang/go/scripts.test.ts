import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

const base = { "go.mod": "module acme.dev/shop\n\ngo 1.25.0\n" };
const script = async (task: string, files: Record<string, string | null>) => {
  const { facts, evidence, confidence } = await detect({ ...base, ...files });
  const key = `script.${task}`;
  return facts[key] === undefined ? undefined : [facts[key], ...evidence[key]!, confidence[key]];
};

describe("tests", () => {
  it("exist where a file of tests does", async () => {
    expect(await script("test", {})).toBeUndefined();
    expect(await script("test", { "cart/cart_test.go": null })).toEqual([
      "go test ./...",
      "cart/cart_test.go",
      0.9,
    ]);
  });

  it("are not those of another module", async () => {
    const other = { "web/go.mod": "module acme.dev/web\n", "web/web_test.go": null };
    expect(await script("test", other)).toBeUndefined();
  });

  it.each([
    [
      "Makefile",
      "GO ?= go\n.PHONY: test\ntest: generate ## all\n\t@$(GO) test -race ./...\ngenerate:\n\tgo generate ./...\n",
      ["make test", "Makefile:3", 1],
    ],
    ["Makefile", "test:\n\t$(MAKE) unit\n\nunit:\n\tgo test ./...\n", ["make test", "Makefile:1", 1]],
    ["Makefile", "test:\n\tdocker compose run app go test ./...\n", ["go test ./...", "a_test.go", 0.9]],
    [
      "Makefile",
      "test: db\n\tgo test ./...\ndb:\n\tdocker run postgres\n",
      ["go test ./...", "a_test.go", 0.9],
    ],
    ["Makefile", "test:\n\tgotestsum ./...\n", ["go test ./...", "a_test.go", 0.9]],
    ["Makefile", "# test:\n#\tgo test ./...\nall:\n\tgo build\n", ["go test ./...", "a_test.go", 0.9]],
    [
      "justfile",
      "# all of them\ntest:\n    @go test -race ./...\n",
      ["go test -race ./...", "justfile:2", 1],
    ],
    ["justfile", "test pattern:\n    go test -run {{pattern}}\n", ["go test ./...", "a_test.go", 0.9]],
    [
      "Taskfile.yml",
      "version: '3'\ntasks:\n  test:\n    cmds:\n      - go test -short ./...\n",
      ["go test -short ./...", "Taskfile.yml:3", 1],
    ],
    [
      "Taskfile.yml",
      "tasks:\n  test:\n    deps: [gen]\n    cmd: go test ./...\n",
      ["go test ./...", "a_test.go", 0.9],
    ],
    ["Taskfile.yml", "tasks: [\n", ["go test ./...", "a_test.go", 0.9]],
  ])("are started as %s with %j says", async (file, text, expected) => {
    expect(await script("test", { "a_test.go": null, [file]: text })).toEqual(expected);
  });
});

describe("lint", () => {
  const suite = "go run github.com/golangci/golangci-lint";

  it.each<[string, Record<string, string>, unknown[]]>([
    ["is what Go has itself, without a configuration", {}, ["go vet ./...", "go.mod:1", 0.7]],
    [
      "is golangci-lint of the version in the module of the tools",
      {
        ".golangci.yml": 'version: "2"\n',
        "internal/tools/go.mod":
          "module example.com/tools\n\nrequire (\n\tgithub.com/golangci/golangci-lint/v2 v2.13.1\n\tgithub.com/golangci/plugin v0.1.0 // indirect\n)\n",
      },
      [`${suite}/v2/cmd/golangci-lint@v2.13.1 run`, ".golangci.yml:1", "internal/tools/go.mod:4", 1],
    ],
    [
      "is golangci-lint of the table where one is there",
      { ".golangci.yml": "run: {}\n" },
      [`${suite}/cmd/golangci-lint@v1.64.8 run`, ".golangci.yml", 0.8],
    ],
    [
      "knows the second version of the configuration",
      { ".golangci.yml": '# ours\nversion: "2"\n' },
      [`${suite}/v2/cmd/golangci-lint@v2.15.0 run`, ".golangci.yml:2", 0.8],
    ],
    [
      "takes the version that is stated",
      { ".golangci.toml": 'version = "2"\n', ".tool-versions": "golangci-lint 2.11.3\n" },
      [`${suite}/v2/cmd/golangci-lint@v2.11.3 run`, ".golangci.toml:1", ".tool-versions:1", 1],
    ],
    [
      "takes the version of a Makefile",
      { ".golangci.yml": 'version: "2"\n', "Makefile.common": "GOLANGCI_LINT_VERSION ?= v2.12.2\n" },
      [`${suite}/v2/cmd/golangci-lint@v2.12.2 run`, ".golangci.yml:1", "Makefile.common:1", 1],
    ],
    [
      "starts what the module keeps as a tool",
      {
        ".golangci.yml": 'version: "2"\n',
        "go.mod": "module x\n\ntool github.com/golangci/golangci-lint/v2/cmd/golangci-lint\n",
      },
      ["go tool golangci-lint run", "go.mod:3", 1],
    ],
    [
      "is a task that brings its linter along",
      { Makefile: "lint:\n\tgo run honnef.co/go/tools/cmd/staticcheck@v0.7.0 ./...\n" },
      ["make lint", "Makefile:1", 0.9],
    ],
    [
      "is no task that corrects what it finds",
      {
        ".golangci.yml": 'version: "2"\n',
        Makefile: "tools:\n\tgo install example.com/x@latest\nlint: tools\n\tgolangci-lint run --fix\n",
      },
      [`${suite}/v2/cmd/golangci-lint@v2.15.0 run`, ".golangci.yml:1", 0.8],
    ],
    [
      "is no task whose linter nobody installs",
      { Makefile: "lint:\n\tgolangci-lint run\n" },
      ["go vet ./...", "go.mod:1", 0.7],
    ],
  ])("%s", async (_, files, expected) => {
    expect(await script("lint", files)).toEqual(expected);
  });
});

describe("a build", () => {
  it("is of a program, and no library, tool or test has one", async () => {
    expect(await script("build", { "cmd/shop/main.go": null })).toEqual([
      "go build ./...",
      "cmd/shop/main.go",
      0.9,
    ]);
    for (const path of ["internal/gen/main.go", "tools/x/main.go", "test/server/main.go"])
      expect(await script("build", { [path]: null })).toBeUndefined();
  });

  it("is a task of a library, where it has one", async () => {
    const made = await script("build", { Makefile: "build:\n\tgo build ./...\n" });
    expect(made).toEqual(["make build", "Makefile:1", 0.9]);
    expect(await script("build", { Makefile: "build:\n\tnpm run build\n" })).toBeUndefined();
  });

  it("is a task that builds with Go", async () => {
    expect(
      await script("build", {
        "main.go": null,
        Makefile: "build:\n\tCGO_ENABLED=0 go build -o bin/shop .\n",
      }),
    ).toEqual(["make build", "Makefile:1", 0.9]);
  });
});
