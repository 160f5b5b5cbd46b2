import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printCondition } from "../../../../../core/config/expressions.ts";
import { conditionOfEvents, type JobOn, wantedEvents } from "../../../../../core/plan/job/on/job-on.ts";
import { holds, type Occasion } from "./model.ts";

const lowered = (on: JobOn) => conditionOfEvents(wantedEvents(on))!;
const printed = (on: JobOn) => printCondition(lowered(on));

describe("the condition that a job's `on` stands for", () => {
  it.each<[string, JobOn, string]>([
    ["pushes", ["push"], 'run.event == "push" && git.tag == ""'],
    ["a branch", { push: ["main"] }, 'run.event == "push" && git.branch == "main"'],
    [
      "branches below a folder",
      { push: ["release/**"] },
      'run.event == "push" && startsWith(git.branch, "release/")',
    ],
    [
      "branches in a folder",
      { push: ["release/*"] },
      'run.event == "push" && matches(git.branch, "^release/[^/]*$")',
    ],
    [
      "branches, some taken out",
      { push: { branches: ["main", "next-*", "!next-x"] } },
      'run.event == "push" && git.tag == "" && (git.branch == "main" || startsWith(git.branch, "next-") && !contains(git.branch, "/")) && git.branch != "next-x"',
    ],
    [
      "all branches but some",
      { push: { branches_ignore: ["wip/**", "tmp"] } },
      'run.event == "push" && git.tag == "" && !(startsWith(git.branch, "wip/") || git.branch == "tmp")',
    ],
    ["tags", ["tag"], 'run.event == "push" && git.tag != ""'],
    [
      "some tags",
      { tag: ["v*"] },
      'run.event == "push" && startsWith(git.tag, "v") && !contains(git.tag, "/")',
    ],
    ["tags, by way of push", { push: { tags: ["v1"] } }, 'run.event == "push" && git.tag == "v1"'],
    ["pull requests", { pull_request: true }, 'run.event == "pull_request"'],
    [
      "pull requests for a branch",
      { pull_request: { branches: ["main"] } },
      'run.event == "pull_request" && pr.base_branch == "main"',
    ],
    [
      "everything else",
      ["merge_queue", "schedule", "manual", "release"],
      'run.event == "merge_queue" || run.event == "schedule" || run.event == "manual" || run.event == "release"',
    ],
    [
      "one event or the other",
      { push: ["main"], manual: true, schedule: false },
      'run.event == "push" && git.branch == "main" || run.event == "manual"',
    ],
  ])("says %s", (_, on, condition) => {
    expect(printed(on)).toBe(condition);
  });

  it("holds for exactly those runs that the patterns mean", () => {
    fc.assert(
      fc.property(wishes, occasions, (wish, occasion) => {
        expect(holds(lowered(toToml(wish)), occasion)).toBe(isMeant(wish, occasion));
      }),
      { numRuns: 3000 },
    );
  });

  it("finds each sort of pattern in the property above", () => {
    const condition = (pattern: string) => printed({ tag: [pattern] });
    expect(condition("a?")).toContain('git.tag != "" && matches(git.tag, "^a?$")');
    expect(condition("**-rc")).toContain('endsWith(git.tag, "-rc")');
    expect(condition("*-rc")).toContain('endsWith(git.tag, "-rc") && !contains(git.tag, "/")');
    expect(condition("**x**")).toContain('contains(git.tag, "x")');
    expect(condition("v[0-9]+.*")).toContain('matches(git.tag, "^v[0-9]+\\.[^/]*$")');
    expect(condition("v\\*")).toContain('git.tag == "v*"');
  });
});

/** A pattern in its parts, which the lowering must find in its text. */
type Token =
  | { readonly text: string }
  | { readonly wild: "*" | "**" }
  | { readonly repeat: "?" | "+"; readonly of: string }
  | { readonly oneOf: string };

interface Pattern {
  readonly isTakenOut: boolean;
  readonly tokens: readonly Token[];
}

interface Wish {
  readonly branches?: readonly Pattern[] | undefined;
  readonly ignored?: readonly Pattern[] | undefined;
  readonly tags?: readonly Pattern[] | undefined;
  readonly targets?: readonly Pattern[] | undefined;
  readonly others: readonly string[];
}

const letter = fc.constantFrom("a", "b", "/", "-", ".");
const word = fc.array(letter, { minLength: 1, maxLength: 3 }).map((letters) => letters.join(""));
const token: fc.Arbitrary<Token> = fc.oneof(
  { weight: 4, arbitrary: word.map((text) => ({ text })) },
  { weight: 3, arbitrary: fc.constantFrom("*" as const, "**" as const).map((wild) => ({ wild })) },
  fc.record({ repeat: fc.constantFrom("?" as const, "+" as const), of: letter }),
  fc.constantFrom("ab", "a", "b-").map((oneOf) => ({ oneOf })),
);
const pattern = (isTakenOut: fc.Arbitrary<boolean>): fc.Arbitrary<Pattern> =>
  fc.record({
    isTakenOut,
    // Two operators never stand side by side: the schema refuses that.
    tokens: fc
      .array(token, { minLength: 1, maxLength: 4 })
      .map((tokens) =>
        tokens.filter((each, index) => "text" in each || !tokens[index - 1] || "text" in tokens[index - 1]!),
      ),
  });
const patterns = fc
  .tuple(pattern(fc.constant(false)), fc.array(pattern(fc.boolean()), { maxLength: 2 }))
  .map(([first, others]) => [first, ...others]);
const wishes: fc.Arbitrary<Wish> = fc
  .record({
    branches: fc.option(patterns, { nil: undefined }),
    ignored: fc.option(patterns, { nil: undefined }),
    tags: fc.option(patterns, { nil: undefined }),
    targets: fc.option(patterns, { nil: undefined }),
    others: fc.subarray(["merge_queue", "schedule", "manual", "release"]),
  })
  .filter((wish) => Object.values(wish).some((value) => value !== undefined && value.length > 0));
const name = fc.array(letter, { minLength: 1, maxLength: 5 }).map((letters) => letters.join(""));
const occasions: fc.Arbitrary<Occasion> = fc.oneof(
  { weight: 4, arbitrary: name.map((branch) => ({ event: "push", branch, tag: "", base: "" })) },
  { weight: 3, arbitrary: name.map((tag) => ({ event: "push", branch: "", tag, base: "" })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(name, name)
      .map(([branch, base]) => ({ event: "pull_request", branch, tag: "", base })),
  },
  fc
    .constantFrom("merge_queue", "schedule", "manual", "release")
    .map((event) => ({ event, branch: "main", tag: "", base: "" })),
);

function toToml({ branches, ignored, tags, targets, others }: Wish): JobOn {
  return {
    ...((branches || ignored) && {
      push: {
        ...(branches && { branches: branches.map(source) }),
        ...(ignored && { branches_ignore: ignored.map(source) }),
      },
    }),
    ...(tags && { tag: tags.map(source) }),
    ...(targets && { pull_request: targets.map(source) }),
    ...Object.fromEntries(others.map((event) => [event, true])),
  };
}

function source({ isTakenOut, tokens }: Pattern): string {
  const parts = tokens.map((each) => {
    if ("text" in each) return each.text;
    if ("wild" in each) return each.wild;
    return "repeat" in each ? each.of + each.repeat : `[${each.oneOf}]`;
  });
  return (isTakenOut ? "!" : "") + parts.join("");
}

/** The meaning, without any condition. */
function isMeant(wish: Wish, { event, branch, tag, base }: Occasion): boolean {
  if (event === "pull_request") return wish.targets !== undefined && decide(wish.targets, base);
  if (event !== "push") return wish.others.includes(event);
  if (tag !== "") return wish.tags !== undefined && decide(wish.tags, tag);
  if (!wish.branches && !wish.ignored) return false;
  return (!wish.branches || decide(wish.branches, branch)) && !(wish.ignored && decide(wish.ignored, branch));
}

function decide(all: readonly Pattern[], text: string): boolean {
  let fits = false;
  for (const { isTakenOut, tokens } of all) if (matches(tokens, text)) fits = !isTakenOut;
  return fits;
}

function matches([first, ...rest]: readonly Token[], text: string): boolean {
  if (first === undefined) return text === "";
  if ("text" in first) return text.startsWith(first.text) && matches(rest, text.slice(first.text.length));
  if ("oneOf" in first) return text !== "" && first.oneOf.includes(text[0]!) && matches(rest, text.slice(1));
  const fits = (length: number) => {
    const taken = text.slice(0, length);
    if ("wild" in first) return first.wild === "**" || !taken.includes("/");
    if (first.repeat === "?") return length === 0 || taken === first.of;
    return length > 0 && [...taken].every((each) => each === first.of);
  };
  return [...Array(text.length + 1).keys()].some(
    (length) => fits(length) && matches(rest, text.slice(length)),
  );
}
