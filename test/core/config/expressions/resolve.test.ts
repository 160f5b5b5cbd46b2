import { describe, expect, it } from "vitest";
import {
  parseText,
  printCondition,
  printText,
  resolveExpression,
  resolveText,
  type StaticScope,
} from "../../../../core/config/expressions.ts";
import { reference, text } from "../../../../sdk/text.ts";

const variable = (value: string | number | boolean) => ({ value, text: parseText(String(value)).text! });

const scope: StaticScope = {
  variables: new Map([
    ["RUBY_VERSION", variable("3.3")],
    ["DEPLOY", variable(true)],
    ["COUNT", variable(4)],
    ["IMAGE", variable("app:{{ git.sha }}-{{ node_version }}")],
    ["REF", variable("{{ git.ref }}")],
    ["LOST", variable("{{ rust_version }}")],
  ]),
  projectName: "shop",
  facts: new Map([
    ["ruby.version", "3.2.2"],
    ["node.version", "20"],
    ["node.package_manager", "pnpm"],
  ]),
  known: {
    axes: ["ruby", "os"],
    secrets: ["TOKEN"],
    steps: new Map([
      ["build", undefined],
      ["tag", ["version"]],
    ]),
    inputs: ["target"],
    jobs: new Map([["setup", ["tag"]]]),
  },
};

const resolved = (source: string) => {
  const { text: result, errors } = resolveText(source, scope);
  return errors.length > 0
    ? errors.map(({ message, hint, offset }) => [message, hint, offset])
    : printText(result);
};

const condition = (source: string | boolean) => {
  const { expression, errors } = resolveExpression(source, scope);
  return expression
    ? printCondition(expression)
    : errors.map(({ message, hint, offset }) => [message, hint, offset]);
};

describe("resolveText", () => {
  it("puts variables, facts and the project's name in, joined with their neighbours", () => {
    expect(resolveText("ruby:{{ RUBY_VERSION }} {{ DEPLOY }}{{ COUNT }}", scope)).toEqual({
      text: text("ruby:3.3 true4"),
      errors: [],
    });
    expect(resolved("{{ ruby_version }} {{ facts.ruby.version }} {{ node_package_manager }}")).toBe(
      "3.2.2 3.2.2 pnpm",
    );
    expect(resolved("{{ project.name }}")).toBe("shop");
  });

  it("lets run-time names stay", () => {
    expect(resolveText("{{ git.sha }}/{{ matrix.os }}", scope).text).toEqual(
      text(reference("git.sha"), "/", reference("matrix.os")),
    );
    expect(resolved("{{ workspace }} {{ jobs.setup.outputs.tag }} {{ secrets.TOKEN }}")).toBe(
      "{{ workspace }} {{ jobs.setup.outputs.tag }} {{ secrets.TOKEN }}",
    );
  });

  it("follows facts and run-time names in variables", () => {
    expect(resolved("x {{ IMAGE }}")).toBe("x app:{{ git.sha }}-20");
  });

  it("takes a Text as well as its source", () => {
    expect(resolveText(parseText("{{ RUBY_VERSION }}").text!, scope).text).toEqual(text("3.3"));
  });

  it("does not read a value again, whatever stands in it", () => {
    const odd = { ...scope, facts: new Map([["a.b", "{{ secrets.TOKEN }} ${{ x }}"]]) };
    expect(resolveText("{{ a_b }}", odd).text).toEqual(text("{{ secrets.TOKEN }} ${{ x }}"));
  });

  it("names the nearest for what it does not know, every time", () => {
    expect(resolved("{{ RUBY_VERSON }} {{ nod_version }} {{ rust_version }} {{ X }}")).toEqual([
      ['"RUBY_VERSON" is neither a variable nor a fact of this repository.', "Did you mean RUBY_VERSION?", 3],
      [
        '"nod_version" is neither a variable nor a fact of this repository.',
        "Did you mean node_version?",
        21,
      ],
      [
        '"rust_version" is neither a variable nor a fact of this repository.',
        'No plugin found it here. State it in cig.toml: [variables] rust_version = "…".',
        39,
      ],
      ['"X" is neither a variable nor a fact of this repository.', 'Add it to [variables]: X = "…".', 58],
    ]);
  });

  it("names the variable whose text names what is unknown", () => {
    expect(resolved("{{ LOST }}")).toEqual([
      [
        '"rust_version", which the variable "LOST" uses, is neither a variable nor a fact of this repository.',
        'No plugin found it here. State it in cig.toml: [variables] rust_version = "…".',
        3,
      ],
    ]);
  });

  it.each([
    ["{{ git.branhc }}", '"git" has no "branhc".', "Did you mean git.branch?"],
    ["{{ project.nam }}", '"project" has no "nam".', "Did you mean project.name?"],
    ["{{ github.sha }}", '"github.sha" is not a name that cig knows.', "Did you mean git.sha?"],
    ["{{ matrx.ruby }}", '"matrx.ruby" is not a name that cig knows.', "Did you mean matrix.ruby?"],
    ["{{ secrets.A.B }}", '"secrets.A.B" is not a name of this form: secrets.NAME.', undefined],
    [
      "{{ steps.build.x.y }}",
      '"steps.build.x.y" is not a name of this form: steps.ID.outputs.NAME.',
      undefined,
    ],
    ["{{ matrix.rby }}", 'The matrix of this job has no axis "rby".', "Did you mean matrix.ruby?"],
    ["{{ secrets.TOKN }}", 'This job does not list the secret "TOKN".', "Did you mean secrets.TOKEN?"],
    [
      "{{ steps.biuld.outputs.x }}",
      'This job has no such step with the id "biuld".',
      "Did you mean steps.build.outputs.x?",
    ],
    [
      "{{ jobs.setpu.outputs.tag }}",
      'This job does not need a job "setpu".',
      "Did you mean jobs.setup.outputs.tag?",
    ],
    [
      "{{ jobs.setup.outputs.tga }}",
      'The job "setup" has no output "tga".',
      "Did you mean jobs.setup.outputs.tag?",
    ],
    ["{{ inputs.zzzzzz }}", 'There is no input "zzzzzz".', "There are target."],
    [
      "{{ facts.ruby.versoin }}",
      '"facts.ruby.versoin" is neither a variable nor a fact of this repository.',
      "Did you mean facts.ruby.version?",
    ],
  ])("refuses %s", (source, message, hint) => {
    expect(resolved(source)).toEqual([[message, hint, 3]]);
  });

  it("checks no list that is absent", () => {
    expect(resolveText("{{ matrix.any }}", { ...scope, known: {} }).errors).toEqual([]);
  });
});

describe("resolveExpression", () => {
  it("makes typed constants of static names", () => {
    expect(condition("DEPLOY && RUBY_VERSION == '3.3' && COUNT != 3 && ruby_version == 'x'")).toBe(
      'true && "3.3" == "3.3" && 4 != 3 && "3.2.2" == "x"',
    );
    expect(condition(false)).toBe("false");
  });

  it("lets run-time names stay, also those that a variable stands for", () => {
    expect(condition("git.branch == 'main' || REF == 'x'")).toBe('git.branch == "main" || git.ref == "x"');
  });

  it("refuses a variable that joins several run-time values", () => {
    expect(condition("IMAGE == 'x'")).toEqual([
      [
        'The variable "IMAGE" joins values of the run, which a condition cannot.',
        "Compare the names in it one by one.",
        0,
      ],
    ]);
  });

  it("tells every unknown name with its place", () => {
    expect(condition("git.foo == 'a' && NOPE")).toEqual([
      ['"git" has no "foo".', "It has git.sha, git.branch, git.tag, git.ref, git.default_branch.", 0],
      [
        '"NOPE" is neither a variable nor a fact of this repository.',
        'Add it to [variables]: NOPE = "…".',
        18,
      ],
    ]);
  });
});
