import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../core/cli/arguments.ts";
import type { Arguments } from "../../../core/cli/invocation.ts";

function given(...argv: string[]): Arguments {
  const parsed = parseArguments(argv);
  if (parsed.kind !== "run") throw new Error(JSON.stringify(parsed));
  return parsed.arguments;
}

/** "CODE: message hint" of what is refused. */
function refusal(...argv: string[]): string {
  const parsed = parseArguments(argv);
  if (parsed.kind !== "wrong") throw new Error(`expected a refusal, got ${parsed.kind}`);
  const { code, message, hint } = parsed.diagnostic;
  return `${code}: ${message} ${hint}`;
}

describe("the words after cig", () => {
  it("name a command of one or two words", () => {
    expect(given("plan").command.name).toBe("plan");
    expect(given("plugin", "list").command.name).toBe("plugin list");
    expect(given("explain", "job", "test").operands).toEqual(["test"]);
  });

  it("take options before and after the command", () => {
    const all = given("-C", "web", "plan", "--profile", "nightly", "--diff");
    expect(all.one("directory")).toBe("web");
    expect(all.one("profile")).toBe("nightly");
    expect(all.has("diff")).toBe(true);
    expect(all.has("full")).toBe(false);
  });

  it("take a value behind an equals sign, with further ones in it", () => {
    expect(given("plan", "--var=A=b=c", "--var", "D=").all("var")).toEqual(["A=b=c", "D="]);
  });

  it("take short options in every usual form", () => {
    expect(given("plan", "-Cweb").one("directory")).toBe("web");
    expect(given("plan", "-C=web").one("directory")).toBe("web");
    expect(given("plan", "-v", "-C", "web").has("verbose")).toBe(true);
    expect(given("plan", "-vCweb").one("directory")).toBe("web");
  });

  it("are no options behind two dashes", () => {
    expect(given("explain", "job", "--", "--json").operands).toEqual(["--json"]);
    expect(given("render", "-").operands).toEqual(["-"]);
  });

  it("may repeat an option that can be repeated, and a switch", () => {
    const all = given("plan", "--provider", "github", "--provider=circleci", "--json", "--json");
    expect(all.all("provider")).toEqual(["github", "circleci"]);
    expect(all.has("json")).toBe(true);
  });

  it("may say the same value twice", () => {
    expect(given("plan", "--profile", "a", "--profile=a").one("profile")).toBe("a");
  });
});

describe("help and version", () => {
  it("are shown for nothing at all, for a command and for a group", () => {
    expect(parseArguments([])).toEqual({ kind: "help" });
    expect(parseArguments(["--help"])).toEqual({ kind: "help" });
    expect(parseArguments(["plugin"])).toMatchObject({ kind: "help", group: "plugin" });
    expect(parseArguments(["plan", "-h"])).toMatchObject({ kind: "help", command: { name: "plan" } });
    expect(parseArguments(["plugin", "new", "--help"])).toMatchObject({
      kind: "help",
      command: { name: "plugin new" },
    });
  });

  it("win over other mistakes of the line", () => {
    expect(parseArguments(["plan", "--help", "--nonsense"]).kind).toBe("help");
    expect(parseArguments(["--version", "--nonsense"]).kind).toBe("version");
    expect(parseArguments(["plan", "--version"]).kind).toBe("version");
  });
});

describe("a mistake", () => {
  it("in a command suggests the nearest", () => {
    expect(refusal("pln")).toBe('CIG701: There is no command "pln". Did you mean `cig plan`?');
    expect(refusal("zzzzzz")).toBe(
      'CIG701: There is no command "zzzzzz". Run `cig help` to see the commands.',
    );
    expect(refusal("plugin", "lst")).toBe(
      'CIG701: `cig plugin` has no command "lst". Did you mean `cig plugin list`?',
    );
    expect(refusal("plugin", "zzzzzz")).toBe(
      'CIG701: `cig plugin` has no command "zzzzzz". It has: list, new.',
    );
    expect(refusal("explain", "test")).toBe(
      'CIG701: `cig explain` has no command "test". It has: job, skip.',
    );
  });

  it("in an option suggests the nearest", () => {
    expect(refusal("plan", "--dif")).toBe("CIG702: There is no option --dif. Did you mean --diff?");
    expect(refusal("plan", "--provder=x")).toBe(
      "CIG702: There is no option --provder. Did you mean --provider?",
    );
    expect(refusal("plan", "-x")).toBe(
      "CIG702: There is no option -x. Run `cig plan --help` for its options.",
    );
    expect(refusal("--nonsense")).toBe(
      "CIG702: There is no option --nonsense. Run `cig help` to see what there is.",
    );
  });

  it("is an option that the command does not take", () => {
    expect(refusal("version", "--diff")).toBe(
      "CIG702: `cig version` does not take --diff. Run `cig version --help` for its options.",
    );
  });

  it("is a missing, an empty or a superfluous value", () => {
    expect(refusal("plan", "--profile")).toContain("CIG703: --profile needs a value: --profile=NAME.");
    expect(refusal("plan", "--profile", "--json")).toContain("CIG703: --profile needs a value");
    expect(refusal("plan", "--profile=")).toContain("CIG703: --profile needs a value");
    expect(refusal("plan", "-C")).toContain("CIG703: -C needs a value: -C DIR.");
    expect(refusal("plan", "--json=yes")).toContain("CIG703: --json is a switch and takes no value.");
  });

  it("is one value twice, where only one can be meant", () => {
    expect(refusal("plan", "--profile=a", "--profile=b")).toBe(
      'CIG703: --profile is given twice, as "a" and as "b". Keep one of them.',
    );
  });

  it("is a pair of options that contradict each other", () => {
    expect(refusal("plan", "-q", "-v")).toBe(
      "CIG703: --quiet and --verbose contradict each other. Keep one of them.",
    );
  });

  it("is a value outside of a choice", () => {
    expect(refusal("graph", "--format", "mermiad")).toBe(
      'CIG703: --format cannot be "mermiad". Did you mean "mermaid"?',
    );
    expect(refusal("completion", "tcsh")).toBe(
      'CIG703: SHELL cannot be "tcsh". It can be "bash", "zsh", "fish".',
    );
  });

  it("is a word too few or too many", () => {
    expect(refusal("explain", "job")).toBe(
      "CIG703: `cig explain job` needs NAME: a job of cig.toml, or one of its variants. Usage: cig explain job NAME [options]",
    );
    expect(refusal("plan", "now")).toBe(
      'CIG703: `cig plan` cannot do anything with "now". Usage: cig plan [options]',
    );
  });
});
