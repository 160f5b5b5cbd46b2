import { describe, expect, it } from "vitest";
import { compareTables } from "../../sdk/testing/provider/compare.ts";
import { readerOf } from "../conformance/readers.ts";
import { openBundled } from "../in-process.ts";
import { mutantsOf } from "./mutate.ts";
import { goldenInput, renderForAll } from "./render.ts";

const bundled = await openBundled();

/**
 * What may change in a file without changing what it means. Everything else must be noticed: a comparison that is blind
 * to a place would call two files equal that are not.
 */
const harmless: Readonly<Record<string, readonly RegExp[]>> = {
  github: [
    // What cig adds is known by its form, not by each of its words.
    /cig's own: /,
    // What people see.
    /steps\.\*\.name$/,
    // A newer release, or another commit, of the same action.
    /^changed jobs\.\*\.steps\.\*\.uses$/,
    // How often the engine asks whether a service is ready.
    /services\.\*\.options$/,
    // Settings of the actions themselves.
    /with\.(?:package-manager-cache|persist-credentials)$/,
    /^removed jobs\.\*\.steps\.\*\.with$/,
    // Nothing stands there, and a word there is nothing, too.
    /^changed on\.(?:pull_request|merge_group)$/,
    // bash is what the table has where nothing is said.
    /^removed jobs\.\*\.defaults/,
  ],
  circleci: [
    /cig's own: /,
    /\.name$/,
    /\.description$/,
    /\.no_output_timeout$/,
    // Kinds of parameters, and the version of the language.
    /parameters\.\w+\.type$/,
    /version$/,
    // A pattern of tags that still takes v1.2.3.
    /filters\.tags\.only$/,
    // What an approval waits for, its job waits for, too.
    /approve-deploy\.(?:filters|requires)/,
    /deploy\.requires\.\*$/,
  ],
};

describe.each(Object.entries(harmless))("a file of %s", (provider, patterns) => {
  it.each(["four-providers", "services"])("cannot be changed without notice: golden/%s", async (name) => {
    const { toml, files } = goldenInput(name);
    const rendered = (await renderForAll(bundled, toml, files)).byProvider.get(provider)!.files;
    const read = (await readerOf(provider))!;
    const [[path, text] = ["", ""]] = rendered;
    const before = await read(rendered);
    expect(mutantsOf(text).length).toBeGreaterThan(100);
    const unnoticed = new Set<string>();
    for (const mutant of mutantsOf(text)) {
      const after = await Promise.resolve(read(new Map([...rendered, [path, mutant.text]]))).catch(
        () => undefined,
      );
      if (after && compareTables(before, after).differences.length === 0)
        unnoticed.add(`${mutant.kind} ${mutant.place}`);
    }
    const left = [...unnoticed].filter((each) => !patterns.some((pattern) => pattern.test(each)));
    expect(left.sort()).toEqual([]);
  });
});
