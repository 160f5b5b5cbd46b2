import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { merge, type OwnedFragment } from "../../../core/merge/merge.ts";
import { FragmentSchema, MergeStrategy } from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";

type Strategy = keyof typeof MergeStrategy;

function fragment(
  plugin: string,
  strategy: Strategy,
  content: string,
  more: { path?: string; order?: number } = {},
): OwnedFragment {
  const { path = "ci.yml", order = 0 } = more;
  return {
    plugin,
    fragment: create(FragmentSchema, { path, content, order, strategy: MergeStrategy[strategy] }),
  };
}

async function contentOf(...fragments: OwnedFragment[]): Promise<string | undefined> {
  const { value, diagnostics } = await merge(fragments);
  expect(diagnostics).toEqual([]);
  return value?.[0]?.content;
}

async function messagesOf(...fragments: OwnedFragment[]): Promise<string[]> {
  return (await merge(fragments)).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

describe("merge", () => {
  it("sorts files by path and names their owners", async () => {
    const { value, diagnostics } = await merge([
      fragment("b/x", "REPLACE", "2", { path: "b" }),
      fragment("b/x", "REPLACE", "1", { path: "a" }),
    ]);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual([
      { path: "a", content: "1", owners: ["b/x"] },
      { path: "b", content: "2", owners: ["b/x"] },
    ]);
  });

  it("gives the same bytes for any order of the fragments", async () => {
    const parts = [
      fragment("p/a", "MERGE", "# top\non: push\njobs:\n  a: {x: 1} # one\n"),
      fragment("p/b", "MERGE", "jobs:\n  b:\n    steps: [1, 2]\n"),
      fragment("p/c", "MERGE", "jobs:\n  b:\n    steps: [2, 3]\n  a: {y: 2}\n", { order: -1 }),
      fragment("p/a", "APPEND", "one", { path: "x" }),
      fragment("p/a", "APPEND", "two", { path: "x" }),
      fragment("p/b", "APPEND", "three", { path: "x", order: -5 }),
      fragment("p/b", "REPLACE", "r", { path: "r" }),
      fragment("p/a", "REPLACE", "s", { path: "r" }),
    ];
    const expected = await merge(parts);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(parts, { minLength: parts.length }), async (shuffled) => {
        expect(await merge(shuffled)).toEqual(expected);
      }),
    );
  });

  it("ends lines with LF", async () => {
    expect(await contentOf(fragment("p/a", "REPLACE", "a\r\nb\r\n"))).toBe("a\nb\n");
    expect(await contentOf(fragment("p/a", "APPEND", "a\r\n"), fragment("p/b", "APPEND", "b\r\n"))).toBe(
      "a\nb\n",
    );
  });

  it("refuses paths that are one file where case does not count", async () => {
    const parts = [
      fragment("p/a", "REPLACE", "", { path: "CI.yml" }),
      fragment("p/b", "REPLACE", "", { path: "ci.yml" }),
    ];
    expect(await messagesOf(...parts)).toEqual([
      'CIG502: "CI.yml" of "p/a" and "ci.yml" of "p/b" differ only in case, so that on macOS and Windows one would overwrite the other.',
    ]);
  });

  it("keeps the files that have no conflict", async () => {
    const { value } = await merge([
      fragment("p/a", "REPLACE", "1"),
      fragment("p/b", "REPLACE", "2"),
      fragment("p/b", "REPLACE", "3", { path: "other" }),
    ]);
    expect(value).toEqual([{ path: "other", content: "3", owners: ["p/b"] }]);
  });

  it("refuses different strategies for one path", async () => {
    expect(await messagesOf(fragment("p/a", "MERGE", "a: 1"), fragment("p/b", "APPEND", "b: 1"))).toEqual([
      'CIG503: "ci.yml" cannot be joined: "p/a" merges into it as YAML, and "p/b" appends text to it.',
    ]);
    expect(await messagesOf(fragment("p/a", "MERGE", "a: 1"), fragment("p/b", "REPLACE", "b: 1"))).toEqual([
      'CIG502: "p/a" and "p/b" both write "ci.yml", and at least one of them wants the whole file.',
    ]);
  });
});

describe("REPLACE", () => {
  it("keeps the bytes of the only fragment, whatever it is", async () => {
    expect(await contentOf(fragment("p/a", "REPLACE", "not: [yaml"))).toBe("not: [yaml");
    expect(await contentOf(fragment("p/a", "UNSPECIFIED", "x"))).toBe("x");
  });

  it("refuses a second owner, even with the same content", async () => {
    expect(await messagesOf(fragment("p/b", "REPLACE", "x"), fragment("p/a", "REPLACE", "x"))).toEqual([
      'CIG502: "p/a" and "p/b" both write "ci.yml", and at least one of them wants the whole file.',
    ]);
  });

  it("refuses two different files of one plugin", async () => {
    expect(await messagesOf(fragment("p/a", "REPLACE", "x"), fragment("p/a", "REPLACE", "y"))).toEqual([
      'CIG502: "p/a" wants the whole file "ci.yml" more than once, with different contents.',
    ]);
  });
});

describe("APPEND", () => {
  it("goes by order, then plugin, and ends each last line", async () => {
    expect(
      await contentOf(
        fragment("p/z", "APPEND", "1\n", { order: -1 }),
        fragment("p/b", "APPEND", "3"),
        fragment("p/a", "APPEND", "2"),
        fragment("p/a", "APPEND", "4", { order: 7 }),
      ),
    ).toBe("1\n2\n3\n4\n");
  });
});

describe("MERGE", () => {
  it("unites maps and lists and keeps comments, quotes and the order of keys", async () => {
    const first = `# The workflow
name: CI
on:
  push: # every push
    branches: ["main"]
jobs:
  # Runs the tests
  test:
    runs-on: ubuntu-latest
`;
    const second = `jobs:
  test:
    timeout-minutes: 10 # enough
  # Ships it
  deploy:
    needs: [test]
on:
  push:
    branches: [main, "1.0"]
env: { A: 'x' }
`;
    expect(
      await contentOf(fragment("p/a", "MERGE", first), fragment("p/b", "MERGE", second)),
    ).toBe(`# The workflow
name: CI
on:
  push:
    # every push
    branches: [ "main", "1.0" ]
jobs:
  # Runs the tests
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10 # enough
  # Ships it
  deploy:
    needs: [ test ]
env: { A: 'x' }
`);
  });

  it("keeps the bytes of a single fragment, but checks them", async () => {
    expect(await contentOf(fragment("p/a", "MERGE", "a:   1 \n"))).toBe("a:   1 \n");
    expect(await messagesOf(fragment("p/a", "MERGE", "a: [1"))).toEqual([
      'CIG504: "p/a" wrote a fragment of "ci.yml" that is not one valid YAML document: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 6.',
    ]);
  });

  it("names both plugins and the place of a contradiction", async () => {
    const parts = [
      fragment("p/a", "MERGE", "jobs:\n  test:\n    timeout: 1\n    steps: []\n"),
      fragment("p/b", "MERGE", "jobs:\n  lint: {}\n"),
      fragment("p/c", "MERGE", 'jobs:\n  test:\n    timeout: 2\n    steps: {}\n  lint: "x"\n'),
    ];
    expect(await messagesOf(...parts)).toEqual([
      'CIG503: "p/a" and "p/c" contradict each other about `jobs.test.timeout` in "ci.yml": 1 against 2.',
      'CIG503: "p/a" and "p/c" contradict each other about `jobs.test.steps` in "ci.yml": a list against a map.',
      'CIG503: "p/b" and "p/c" contradict each other about `jobs.lint` in "ci.yml": a map against "x".',
    ]);
  });

  it("tells text from numbers, and nothing from something", async () => {
    expect(await messagesOf(fragment("p/a", "MERGE", 'v: "1"'), fragment("p/b", "MERGE", "v: 1"))).toEqual([
      'CIG503: "p/a" and "p/b" contradict each other about `v` in "ci.yml": "1" against 1.',
    ]);
    expect(await messagesOf(fragment("p/a", "MERGE", "v:"), fragment("p/b", "MERGE", "v: {a: 1}"))).toEqual([
      'CIG503: "p/a" and "p/b" contradict each other about `v` in "ci.yml": null against a map.',
    ]);
    expect(await messagesOf(fragment("p/a", "MERGE", "v: 1"), fragment("p/b", "MERGE", "- 1"))).toEqual([
      'CIG503: "p/a" and "p/b" contradict each other about the top level in "ci.yml": a map against a list.',
    ]);
    expect(await contentOf(fragment("p/a", "MERGE", "v:"), fragment("p/b", "MERGE", "v: ~"))).toBe("v:\n");
  });

  it("takes an empty fragment as nothing to say", async () => {
    expect(await contentOf(fragment("p/a", "MERGE", ""), fragment("p/b", "MERGE", "a: 1"))).toBe("a: 1\n");
    expect(await contentOf(fragment("p/a", "MERGE", "a: 1"), fragment("p/b", "MERGE", "# x\n"))).toContain(
      "a: 1\n",
    );
  });

  it("treats __proto__ and its like as ordinary keys", async () => {
    expect(
      await contentOf(
        fragment("p/a", "MERGE", "__proto__:\n  a: 1\nconstructor: x\n"),
        fragment("p/b", "MERGE", "__proto__:\n  b: 2\ntoString: y\n"),
      ),
    ).toBe("__proto__:\n  a: 1\n  b: 2\nconstructor: x\ntoString: y\n");
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it("keeps keys of different types apart", async () => {
    expect(await contentOf(fragment("p/a", "MERGE", "1: a"), fragment("p/b", "MERGE", '"1": b'))).toBe(
      '1: a\n"1": b\n',
    );
  });

  it("writes out aliases, so that equal anchors of two fragments do not mix", async () => {
    expect(
      await contentOf(
        fragment("p/a", "MERGE", "a: &x {k: 1}\nb: *x\n"),
        fragment("p/b", "MERGE", "a: {l: 2}\nc: &x 3\nd: *x\n"),
      ),
    ).toBe("a: { k: 1, l: 2 }\nb: { k: 1 }\nc: 3\nd: 3\n");
  });

  it("refuses aliases without end", async () => {
    const circle = "a: &x [*x]\n";
    const laughs = Array.from(
      { length: 9 },
      (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}1]`,
    ).join("\n");
    for (const source of [circle, `a0: &a0 x\n${laughs}\n`])
      expect(await messagesOf(fragment("p/a", "MERGE", source))).toEqual([
        'CIG504: "p/a" wrote a fragment of "ci.yml" that is not one valid YAML document: its aliases write out to more than 100000 nodes.',
      ]);
  });

  it.each([
    ["a: 1\na: 2\n", "Map keys must be unique at line 2, column 1."],
    ["a: 1\n---\nb: 1\n", "Source contains multiple documents"],
    ["a: *nowhere\n", 'the alias "*nowhere" has no anchor before it.'],
  ])("refuses %j", async (source, reason) => {
    const [message] = await messagesOf(fragment("p/a", "MERGE", source), fragment("p/b", "MERGE", "b: 1"));
    expect(message).toContain(
      'CIG504: "p/a" wrote a fragment of "ci.yml" that is not one valid YAML document: ',
    );
    expect(message).toContain(reason);
  });

  it("tells the origin of each node", async () => {
    const { value } = await merge([
      fragment("p/a", "MERGE", "jobs:\n  test: {x: 1}\nlist: [1]\n"),
      fragment("p/b", "MERGE", "jobs:\n  test: {y: 2}\n  a b: 3\nlist: [2]\n"),
    ]);
    expect([...value![0]!.origins!]).toEqual([
      ["jobs", "p/a"],
      ["jobs.test", "p/a"],
      ["jobs.test.x", "p/a"],
      ["jobs.test.y", "p/b"],
      ['jobs."a b"', "p/b"],
      ["list", "p/a"],
      ["list[0]", "p/a"],
      ["list[1]", "p/b"],
    ]);
  });

  it("gives for one fragment split in any way what the whole says", async () => {
    const scalars = fc.oneof(fc.integer(), fc.string(), fc.boolean());
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        scalars,
        fc.dictionary(fc.string({ minLength: 1 }), tie("tree"), { maxKeys: 4 }),
      ),
    }));
    const { parse, stringify } = await import("yaml");
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ minLength: 1 }), tree, { minKeys: 1, maxKeys: 5 }),
        async (whole) => {
          const parts = Object.entries(whole).map(([key, value], index) =>
            fragment("p/a", "MERGE", stringify({ [key]: value }), { order: index }),
          );
          const repeated = fragment("p/b", "MERGE", stringify(whole), { order: 99 });
          expect(parse((await contentOf(...parts, repeated))!)).toEqual(parse(stringify(whole)));
        },
      ),
      { numRuns: 200 },
    );
  });
});
