import fc from "fast-check";
import { expect, it } from "vitest";
import { editToml } from "../../../../../core/cli/adopt/toml/edit-toml.ts";
import type { Operation } from "../../../../../core/cli/adopt/toml/operation.ts";
import { parseToml } from "../../../../../core/config/toml.ts";

const source = `version = "0.2" # kept

# What everybody waits for.
[jobs.test]
env = { A = "1", B = '2' } # two
steps = [
  { run = "make" }, # first
  # about the second
  { name = "Lint", run = """
one
two
""" },
  {
    run = 'last' # no comma
  }
]

[jobs.other]
steps = [{ run = "a" }, { run = "b" }]
provider.github.runs-on = "linux"

[[outputs]]
provider = "github"
`;
const steps = ["jobs", "test", "steps"];

it.each<[string, Operation, string, string]>([
  [
    "a text keeps its quotes",
    { kind: "set", path: [...steps, 2, "run"], value: "first" },
    "run = 'last' # no comma",
    "run = 'first' # no comma",
  ],
  [
    "a script of several lines keeps its quotes, too",
    { kind: "set", path: [...steps, 1, "run"], value: 'one\n"2" \\\n' },
    '"""\none\ntwo\n"""',
    '"""\none\n"2" \\\\\n"""',
  ],
  [
    "a key joins a table between braces",
    { kind: "set", path: ["jobs", "test", "env", "C"], value: "3" },
    "B = '2' }",
    "B = '2', C = \"3\" }",
  ],
  [
    "a key joins a table of several lines",
    { kind: "set", path: [...steps, 2, "env"], value: { A: "1" } },
    "    run = 'last' # no comma\n",
    "    run = 'last', # no comma\n    env = { A = \"1\" },\n",
  ],
  [
    "a key joins a section",
    { kind: "set", path: ["jobs", "test", "timeout"], value: 5 },
    "  }\n]\n",
    "  }\n]\ntimeout = 5\n",
  ],
  [
    "a key joins what dots have made",
    { kind: "set", path: ["jobs", "other", "provider", "github", "env"], value: { A: "1" } },
    'runs-on = "linux"\n',
    'runs-on = "linux"\nprovider.github.env = { A = "1" }\n',
  ],
  [
    "a list of several lines gets an item behind the comment of the one before",
    { kind: "insert", path: [...steps, 1], value: { run: "new" } },
    "# first\n",
    '# first\n  { run = "new" },\n',
  ],
  [
    "a list of several lines without a comma at its end gets one",
    { kind: "insert", path: [...steps, 3], value: { run: "new" } },
    "  }\n]\n",
    '  },\n  { run = "new" },\n]\n',
  ],
  [
    "a list on one line stays on it",
    { kind: "insert", path: ["jobs", "other", "steps", 1], value: { run: "new" } },
    '{ run = "a" }, ',
    '{ run = "a" }, { run = "new" }, ',
  ],
  [
    "an item goes with its line",
    { kind: "remove", path: [...steps, 0] },
    '  { run = "make" }, # first\n',
    "",
  ],
  [
    "the last item takes the comma before it along",
    { kind: "remove", path: ["jobs", "other", "steps", 1] },
    ', { run = "b" }',
    "",
  ],
  [
    "a key goes with its line",
    { kind: "remove", path: ["jobs", "test", "env"] },
    "env = { A = \"1\", B = '2' } # two\n",
    "",
  ],
  ["a key goes from between braces", { kind: "remove", path: ["jobs", "test", "env", "A"] }, 'A = "1", ', ""],
])("%s", (_, operation, before, after) => {
  expect(source.split(before)).toHaveLength(2);
  const expected = source.replace(before, () => after);
  expect(editToml(source, operation)).toBe(expected);
  expect(editToml(source.replaceAll("\n", "\r\n"), operation)).toBe(expected.replaceAll("\n", "\r\n"));
});

it("a section comes into being at the end", () => {
  const operation: Operation = { kind: "set", path: ["provider", "github", "name"], value: "Tests" };
  expect(editToml(source, operation)).toBe(`${source}\n[provider.github]\nname = "Tests"\n`);
});

it("what has no place is refused", () => {
  expect(editToml(source, { kind: "set", path: [...steps, 0, "run", "x"], value: 1 })).toBeUndefined();
  expect(editToml(source, { kind: "remove", path: ["jobs", "test", "nothing"] })).toBeUndefined();
  expect(editToml(source, { kind: "insert", path: [...steps, 0, "env", 0], value: "x" })).toBeUndefined();
  expect(editToml("a = [", { kind: "set", path: ["b"], value: 1 })).toBeUndefined();
});

it("whatever a key becomes, the file says it, and each line before stays", () => {
  const text = fc.string({ unit: "grapheme-ascii" });
  const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text), fc.dictionary(text, text));
  const place = fc.constantFrom<(string | number)[]>(
    ["jobs", "test"],
    ["jobs", "test", "env"],
    ["jobs", "other", "provider", "github"],
    [...steps, 0],
    [...steps, 2],
  );
  fc.assert(
    fc.property(place, text, value, (path, key, after) => {
      fc.pre(key !== "__proto__" && !(typeof after === "object" && Object.hasOwn(after, "__proto__")));
      const edited = editToml(source, { kind: "set", path: [...path, key], value: after })!;
      const said = [...path, key].reduce<unknown>(
        (table, name) => (table as Record<string | number, unknown>)[name],
        parseToml(edited).table,
      );
      expect(JSON.parse(JSON.stringify(said))).toEqual(after);
      for (const comment of source.match(/#.*/g)!) expect(edited).toContain(comment);
    }),
  );
});
