import type { Input } from "cig/sdk";
import { describe, expect, it } from "vitest";
import chromatic from "../../../../plugins/browser/chromatic/plugin.ts";
import { expansionsOf, factsOf, planned, remarksOf, stepUse, table } from "../../request.ts";
import { input, scriptOf } from "../wishes.ts";

const stated = { "browser.chromatic": "node", "browser.chromatic.root": "." };
const project = { name: "kit", defaultBranch: "trunk" };

async function answer(inputs: Input[], facts: Record<string, string> = stated, providers = ["circleci"]) {
  const uses = [stepUse("browser/chromatic", { inputs })];
  const request = { project, uses, facts: factsOf(facts), providers };
  return expansionsOf(await planned(chromatic, request))[0]!;
}

const scriptFor = async (...inputs: Input[]) => scriptOf((await answer(inputs)).steps[0]);

describe("what browser/chromatic plans", () => {
  it("publishes with the secret, with all of the history, as an effect", async () => {
    const { steps, effects, wholeHistory } = await answer([]);
    expect(steps.map(({ name }) => name)).toEqual(["Publish to Chromatic"]);
    expect(scriptOf(steps[0])).toBe("npx --no chromatic");
    expect(table(steps[0]!.env)).toEqual({
      CHROMATIC_PROJECT_TOKEN: "{{ secrets.CHROMATIC_PROJECT_TOKEN }}",
    });
    expect([effects, wholeHistory]).toEqual([true, true]);
  });

  it.each([
    ["npm", "npx --no chromatic"],
    ["pnpm", "pnpm exec chromatic"],
    ["yarn", "yarn run chromatic"],
    ["bun", "bunx chromatic"],
  ])("takes the project's own release with %s", async (manager, script) => {
    const { steps } = await answer([], { ...stated, "node.package_manager": manager });
    expect(scriptOf(steps[0])).toBe(script);
  });

  it("hands the options on", async () => {
    expect(
      await scriptFor(
        input("build_script", "sb:ci"),
        input("only_changed", "true"),
        input("externals", ["public/**", "*.css"]),
        input("untraced", ["**/*.md"]),
        input("storybook_base_dir", "apps/kit"),
        input("config_file", "ci/chromatic.json"),
      ),
    ).toBe(
      "npx --no chromatic --build-script-name sb:ci --storybook-base-dir apps/kit --config-file ci/chromatic.json --only-changed --externals 'public/**' --externals '*.css' --untraced '**/*.md'",
    );
    expect(
      await scriptFor(
        input("storybook_build_dir", "storybook-static"),
        input("exit_zero_on_changes", "true"),
        input("exit_once_uploaded", "true"),
        input("skip", "@(dependabot|renovate)/**"),
        input("zip", "true"),
        input("only_changed", "false"),
      ),
    ).toBe(
      "npx --no chromatic --storybook-build-dir storybook-static --exit-zero-on-changes --exit-once-uploaded --skip '@(dependabot|renovate)/**' --zip",
    );
  });

  it("accepts changes on the default branch only", async () => {
    expect(await scriptFor(input("auto_accept_changes", "true"))).toBe(
      "npx --no chromatic --auto-accept-changes trunk",
    );
  });

  it("names the script that builds the Storybook, unless something else says how", async () => {
    const facts = { ...stated, "browser.chromatic.build_script": "storybook:build" };
    const script = async (...inputs: Input[]) => scriptOf((await answer(inputs, facts)).steps[0]);
    expect(await script()).toBe("npx --no chromatic --build-script-name storybook:build");
    expect(await script(input("storybook_build_dir", "out"))).toBe(
      "npx --no chromatic --storybook-build-dir out",
    );
    expect(await script(input("config_file", "c.json"))).toBe("npx --no chromatic --config-file c.json");
  });

  it("hands a name of the run on as one argument, and another secret as the token", async () => {
    const { steps } = await answer([
      input("skip", "{{ matrix.branch }}"),
      input("project_token", "{{ secrets.KIT_TOKEN }}"),
    ]);
    expect(scriptOf(steps[0])).toBe('npx --no chromatic --skip "$CHROMATIC_OPTION_1"');
    expect(table(steps[0]!.env)).toEqual({
      CHROMATIC_PROJECT_TOKEN: "{{ secrets.KIT_TOKEN }}",
      CHROMATIC_OPTION_1: "{{ matrix.branch }}",
    });
  });

  it("tells Chromatic where a pull request of GitHub comes from", async () => {
    const script = scriptOf((await answer([], stated, ["circleci", "github"])).steps[0]);
    expect(script).toContain('if [ "${GITHUB_EVENT_NAME:-}" = pull_request ]; then');
    expect(script).toContain("CHROMATIC_SHA=$(head_of sha)");
    expect(script.split("\n").at(-1)).toBe("npx --no chromatic");
  });

  it("has no effects when nothing is published", async () => {
    expect((await answer([input("dry_run", "true")])).effects).toBe(false);
  });

  it("publishes from the folder that names Chromatic", async () => {
    const { steps } = await answer([], { ...stated, "browser.chromatic.root": "packages/ui" });
    expect(steps[0]!.workingDirectory).toBe("packages/ui");
  });

  it.each([
    [[input("project_token", "chpt_0123456789")], ["WARNING CHROMATIC201 jobs.test.steps.0"]],
    [[input("untraced", ["*.md"])], ["ERROR CHROMATIC203 jobs.test.steps.0"]],
    [
      [input("build_script", "a"), input("storybook_build_dir", "b")],
      ["ERROR CHROMATIC204 jobs.test.steps.0"],
    ],
    [[input("project_token", ""), input("build_script", "")], []],
  ])("refuses what cannot be: %#", async (inputs, expected) => {
    const uses = [stepUse("browser/chromatic", { inputs })];
    expect(remarksOf(await planned(chromatic, { uses, facts: factsOf(stated) }))).toEqual(expected);
  });

  it("warns where no manifest names Chromatic, though a script runs it", async () => {
    const facts = [{ key: "browser.chromatic", value: "node", confidence: 0.6 }];
    const uses = [stepUse("browser/chromatic")];
    expect(remarksOf(await planned(chromatic, { uses, facts }))).toEqual([
      "WARNING CHROMATIC202 jobs.test.steps.0",
    ]);
  });
});
