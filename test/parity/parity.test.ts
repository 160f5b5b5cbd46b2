import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { features } from "../../core/support/features.ts";
import { compareTables, showDifferences } from "../../sdk/table/compare.ts";
import type { JobTable } from "../../sdk/table/table.ts";
import { anyProvider, cases } from "../../sdk/testing/provider/cases/cases.ts";
import { readerOf } from "../conformance/readers.ts";
import { openBundled, type Rendered } from "../in-process.ts";
import { allowedBetween, namedFeatures } from "./allowed.ts";
import { goldenInput, goldenRoot, optionsOf, providers, renderForAll, usedFeatures } from "./render.ts";

const bundled = await openBundled();
const [first, ...others] = providers.filter((provider) => bundled.providers.includes(provider));
const readers = new Map(
  await Promise.all(providers.map(async (provider) => [provider, await readerOf(provider)] as const)),
);
const supports = new Map(
  bundled.host.plugins.map(({ name, manifest }) => [name.replace(/^provider\//, ""), manifest.support]),
);

describe("the places where providers may differ", () => {
  it("belong to features that there are", () => {
    const known = new Set(features.map(({ id }) => id));
    expect(namedFeatures.filter((feature) => !known.has(feature))).toEqual([]);
  });
});

describe.each(readdirSync(goldenRoot).sort())("golden/%s", (name) => {
  const { toml, files } = goldenInput(name);
  const rendered = renderForAll(bundled, toml, files);

  it.each(others)(`means the same on ${first} and on %s`, async (other) => {
    await expectSame(await rendered, other, true);
  });
});

/** The smallest use of each feature; what one provider refuses for good cannot be compared. */
describe.each(cases)("the case of $feature", ({ toml, files }) => {
  const rendered = renderForAll(
    bundled,
    `version = "0.2"\n\n${toml.replaceAll(anyProvider, "github")}`,
    files ?? {},
  );

  it.each(others)(`means the same on ${first} and on %s`, async (other) => {
    await expectSame(await rendered, other, false);
  });
});

async function expectSame(rendered: Rendered, other: string, isGolden: boolean): Promise<void> {
  expect(errorsIn(rendered.diagnostics)).toEqual([]);
  const [left, right] = [await tableOf(rendered, first!, isGolden), await tableOf(rendered, other, isGolden)];
  if (!left || !right) return;
  const allowed = allowedBetween(
    new Map([first!, other].map((provider) => [provider, supports.get(provider)])),
    usedFeatures(rendered),
    [first!, other].flatMap((provider) =>
      rendered.byProvider.get(provider)!.diagnostics.map(({ code }) => code),
    ),
  );
  const { differences } = compareTables(left, right, allowed);
  expect(showDifferences(differences, first, other)).toBe("");
}

/** Undefined for what the provider refuses, by the support matrix or with an error of its own. */
async function tableOf(
  rendered: Rendered,
  provider: string,
  isGolden: boolean,
): Promise<JobTable | undefined> {
  const { files, diagnostics } = rendered.byProvider.get(provider)!;
  if (files.size > 0) return await readers.get(provider as never)?.(files, optionsOf(rendered));
  const refusals = errorsIn(diagnostics);
  expect(refusals).not.toEqual([]);
  // A golden case is refused by the matrix, by a policy that it is there to break, or not at all; a case of one feature
  // may fail in a value that is another's.
  if (isGolden) expect(refusals.filter((each) => !/^(?:CIG420|SEC)/.test(each))).toEqual([]);
  return undefined;
}

function errorsIn(diagnostics: Rendered["diagnostics"]): string[] {
  return diagnostics
    .filter(({ level }) => level === "error")
    .map(({ code, message }) => `${code} ${message}`);
}
