import { describe, expect, it } from "vitest";
import type { Diagnostic, Place } from "../../core/diagnostic/diagnostic.ts";
import type { Manifest, Support } from "../../core/manifest.ts";
import { checkSupport } from "../../core/support/check.ts";
import { features } from "../../core/support/features.ts";
import { anyProvider, type Case, cases } from "../../sdk/testing/provider/cases/cases.ts";
import { openBundled, type Rendered } from "../in-process.ts";
import { runCase } from "./case-run.ts";
import { readerOf } from "./readers.ts";

const bundled = await openBundled();

/** Providers that say what they can; each cell of theirs is a test. */
const stated = bundled.host.plugins.flatMap(({ name, manifest }) =>
  manifest.support ? [{ provider: name.slice("provider/".length), manifest, support: manifest.support }] : [],
);

describe("the cases", () => {
  it("are one for each feature", () => {
    expect(cases.map(({ feature }) => feature).sort()).toEqual(features.map(({ id }) => id).sort());
  });

  it.each(cases.map((each) => [each.feature, each] as const))(
    "of %s ask for it where they say",
    async (_, each) => {
      const { config, plan, diagnostics } = await runCase(bundled, each, "github");
      expect(problemsIn(diagnostics)).toEqual([]);
      const told = checkSupport(plan!.outputs, [refusing(each.feature)], config!);
      expect(told.length).toBeGreaterThan(0);
      expect(remarks(config!, told)).toContainEqual({
        level: "error",
        code: "CIG420",
        start: "It cannot.",
        ...at(placeOf(config!, each, "github")),
      });
    },
  );

  it("without a word beyond scripts ask for nothing", async () => {
    const plain = { toml: '[jobs.test]\nsteps = [{ run = "make test" }]\n' } as Case;
    const { config, plan } = await runCase(bundled, plain, "github");
    const nothing = { ...refusing("job.if"), support: {} };
    expect(checkSupport(plan!.outputs, [nothing], config!)).toEqual([]);
  });
});

/** A provider that can everything but one. */
function refusing(feature: string): Manifest {
  const { manifest } = bundled.host.plugins.find(({ name }) => name === "provider/github")!;
  const support = Object.fromEntries(features.map(({ id }) => [id, "native" as const]));
  return { ...manifest, title: "It", support: { ...support, [feature]: { is: "refused", why: "cannot" } } };
}

describe.each(stated)("$provider", ({ provider, manifest, support }) => {
  it(`${provider}: [support] lists every feature, and nothing else`, () => {
    expect(Object.keys(support).sort()).toEqual(features.map(({ id }) => id).sort());
  });

  for (const each of cases) {
    const cell = support[each.feature];
    it(`${provider}: ${each.feature} is ${stateOf(cell)}`, async () => {
      const rendered = await runCase(bundled, each, provider);
      expect(problemsIn(rendered.diagnostics)).toEqual([]);
      const title = manifest.title ?? provider;
      if (isRefused(cell)) expectRefusal(rendered, provider, each, cell, title);
      else await expectMeaning(rendered, provider, each, cell, title);
    });
  }
});

function stateOf(cell: Support | undefined): string {
  if (cell === undefined) return "refused";
  if (typeof cell === "string") return cell;
  return cell.is === "refused" && cell.level ? `refused with no more than ${cell.level}` : cell.is;
}

function isRefused(cell: Support | undefined): boolean {
  return cell === undefined || (typeof cell === "object" && cell.is === "refused" && !cell.level);
}

/** Nothing is rendered, and the key is pointed at with the provider's own words. */
function expectRefusal(
  { config, byProvider }: Rendered,
  provider: string,
  each: Case,
  cell: Support | undefined,
  title: string,
): void {
  const { diagnostics, files } = byProvider.get(provider)!;
  const place = placeOf(config!, each, provider);
  const start =
    typeof cell === "object" && cell.is === "refused" ? `${title} ${cell.why}.` : `${title} has nothing for`;
  expect(files.size).toBe(0);
  expect(remarks(config!, diagnostics)).toContainEqual({
    level: "error",
    code: "CIG420",
    start: expect.stringContaining(start),
    ...at(place),
  });
}

/** It is rendered without an error, told as the table says, and its reader finds the meaning. */
async function expectMeaning(
  { config, byProvider }: Rendered,
  provider: string,
  each: Case,
  cell: Support | undefined,
  title: string,
): Promise<void> {
  const { diagnostics, files } = byProvider.get(provider)!;
  expect(problemsIn(diagnostics)).toEqual([]);
  expect(files.size).toBeGreaterThan(0);
  if (typeof cell === "object" && cell.is !== "native" && cell.level) {
    const words = cell.is === "refused" ? `${title} ${cell.why}.` : `on ${title}: ${cell.how}.`;
    expect(remarks(config!, diagnostics)).toContainEqual({
      level: cell.level,
      code: cell.level === "info" ? "CIG422" : "CIG421",
      start: expect.stringContaining(words),
      ...at(placeOf(config!, each, provider)),
    });
    if (cell.is === "refused") return;
  }
  const reader = await readerOf(provider);
  if (!reader) return;
  const text = [...files.values()].join("\n");
  expect(each.expect({ table: await reader(files), text })).toEqual([]);
}

function placeOf(config: NonNullable<Rendered["config"]>, { at }: Case, provider: string): Place {
  return config.at(at.replace(anyProvider, provider).split("."))!;
}

function problemsIn(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics
    .filter(({ level }) => level === "error")
    .map(({ code, message, subject }) => `${code} ${message} (${subject?.join(".")})`);
}

function remarks(config: NonNullable<Rendered["config"]>, diagnostics: readonly Diagnostic[]) {
  return diagnostics.map(({ level, code, message, subject }) => ({
    level,
    code,
    start: message,
    ...at(config.at(subject ?? [])!),
  }));
}

function at({ line, column }: Place) {
  return { line, column };
}
