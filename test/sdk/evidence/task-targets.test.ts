import { create, indexFiles, RepositoryFileSchema, taskCommand, taskTargets } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

async function targetsOf(files: Record<string, string>, directory = ".") {
  const list = Object.entries(files).map(([path, text]) =>
    create(RepositoryFileSchema, { path, content: new TextEncoder().encode(text) }),
  );
  return taskTargets(await indexFiles(list), directory);
}

const shown = async (files: Record<string, string>, directory?: string) =>
  (await targetsOf(files, directory)).map(
    ({ runner, name, needs, recipe, line }) =>
      `${runner} ${name}:${line} <${needs.join(" ")}> ${recipe.join(" | ")}`,
  );

it("finds what a rule with a pattern does for each of a list", async () => {
  const Makefile =
    "build: $(MODULES:%=build/%) docs\nbuild/%: DIR=$*\nbuild/%:\n\tcd $(DIR) && $(GO) build ./...\n";
  expect(await shown({ Makefile })).toContain("make build:1 <build/% docs> ");
  expect(taskCommand(await targetsOf({ Makefile }), ["build"], /\$\(GO\) build/)?.command).toBe("make build");
});

describe("the tasks of a Makefile", () => {
  it("are its rules with plain names, with what they need and do", async () => {
    const makefile = [
      "CC := cc",
      "VERSION ::= 1",
      ".PHONY: all test",
      "all: build \\",
      "  test",
      "ifeq ($(OS),x)",
      "endif",
      "build test:: gen | dir",
      "\t@# quiet",
      "\t-@$(CC) a.c",
      "",
      "# note: none",
      "define SCRIPT",
      "fake: rule",
      "\tdo it",
      "endef",
      "%.o: %.c",
      "\tcc -c $<",
    ];
    expect(await shown({ Makefile: makefile.join("\n") })).toEqual([
      "make all:4 <build test> ",
      "make build:8 <gen dir> $(CC) a.c",
      "make test:8 <gen dir> $(CC) a.c",
    ]);
  });

  it("are those of the file that make prefers", async () => {
    expect(
      await shown({ Makefile: "a:\n", "sub/GNUmakefile": "b:\n", "sub/Makefile": "c:\n" }, "sub"),
    ).toEqual(["make b:1 <> "]);
  });
});

describe("the tasks of a justfile", () => {
  it("are recipes that need no argument", async () => {
    const justfile = [
      "set shell := ['bash', '-c']",
      "version := '1'",
      "alias t := test",
      "[private]",
      "test *flags: build # all",
      "    # note",
      "    @cargo test {{flags}}",
      "one name:",
      "    echo {{name}}",
      "build level='2':",
      "    cargo build",
    ];
    expect(await shown({ justfile: justfile.join("\n") })).toEqual([
      "just test:5 <build> cargo test {{flags}}",
      "just build:10 <> cargo build",
    ]);
  });
});

describe("the tasks of a Taskfile", () => {
  it("are commands, lists and tables", async () => {
    const taskfile = [
      "version: '3'",
      "tasks:",
      "  fmt: go fmt ./...",
      "  lint: [a, b]",
      "  test:",
      "    deps: [gen, { task: fmt }]",
      "    cmds:",
      "      - task: lint",
      "      - cmd: go test ./...",
      "        silent: true",
    ];
    expect(await shown({ "Taskfile.yml": taskfile.join("\n") })).toEqual([
      "task fmt:3 <> go fmt ./...",
      "task lint:4 <> a | b",
      "task test:5 <gen fmt lint> go test ./...",
    ]);
  });

  it.each(["tasks: [", "- a", "tasks: 3", ""])("are none in %j", async (text) => {
    expect(await shown({ "Taskfile.yml": text })).toEqual([]);
  });
});

describe("the command of a task", () => {
  const commandOf = async (makefile: string) =>
    taskCommand(await targetsOf({ Makefile: makefile }), ["test", "check"], /\bpytest\b/)?.command;

  it("is of the first name whose commands do what is meant, however far away", async () => {
    expect(await commandOf("check: a\na: b\nb:\n\tpytest\n")).toBe("make check");
    expect(await commandOf("test:\n\techo none\ncheck:\n\tpytest\n")).toBe("make check");
    expect(await commandOf("test: test\n\t$(MAKE) test\n\tpytest\n")).toBe("make test");
    expect(await commandOf("test:\n\techo none\n")).toBeUndefined();
  });

  it("is none where a machine of CI lacks what they start", async () => {
    for (const line of [
      "docker run x",
      "cd a && docker-compose up",
      "sudo apt-get install x",
      "@kubectl get pods",
    ])
      expect(await commandOf(`test:\n\t${line}\n\tpytest\n`)).toBeUndefined();
  });
});

describe("reading", () => {
  it("ends for any text, and each task has its line", async () => {
    const line = fc.constantFrom(
      "a:",
      "b: a",
      "\tx \\",
      "  y",
      "c = d",
      "define e",
      "endef",
      "tasks:",
      "  t: [x]",
      "{",
      "",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const text = lines.join("\n");
        const targets = await targetsOf({ Makefile: text, justfile: text, "Taskfile.yml": text });
        for (const target of targets) {
          expect(lines[target.line - 1]).toContain(target.name);
          taskCommand(targets, [target.name], /x/);
        }
      }),
      { numRuns: 60 },
    );
  });
});
