import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openBundled } from "../in-process.ts";
import { outputPaths, outputToml } from "./case-run.ts";
import { accepted, type Path, pathsOf, type Seen, seen, without } from "./removal.ts";
import { isForOthers, silentFor } from "./silent.ts";

const bundled = await openBundled();
const folder = fileURLToPath(new URL("../fixtures/rich/", import.meta.url));
const providers = bundled.providers.filter((name) =>
  bundled.host.plugins.some(({ manifest }) => manifest.name === `provider/${name}` && manifest.support),
);

const files: Readonly<Record<string, string>> = {
  ".nvmrc": "20.11.0\n",
  ...Object.fromEntries(
    ["Gemfile.lock", "Makefile", "VERSION", "app/models/a.rb", "lib/a.rb", "packages/web/a.js", "shared/a.js"]
      .concat(["a", "b", "c", "d"].map((name) => `spec/${name}_spec.rb`))
      .map((path) => [path, "\n"]),
  ),
};

/** Which profile a file is tried with. */
const profiles: Readonly<Record<string, string>> = { "monorepo.toml": "strict" };

/**
 * Nothing that somebody wrote is lost in silence: whatever is taken out of a rich cig.toml, the rendered files change or
 * what is said does. What a provider refuses is told by that; it is taken out first, so that the rest is rendered.
 */
describe.each(readdirSync(folder).sort())("of %s", (name) => {
  describe.each(providers)("%s", (provider) => {
    it("loses no key in silence", async () => {
      const profile = profiles[name];
      const toml = withOutput(readFileSync(`${folder}${name}`, "utf8"), provider);
      const rich = await accepted(bundled, toml, files, provider, profile);
      const before = await seen(bundled, rich, files, provider, profile);
      const lost: string[] = [];
      for (const path of pathsOf(rich).filter((each) => !isForOthers(rich, each, provider))) {
        const after = await seen(bundled, without(rich, path), files, provider, profile);
        if (after.text === before.text && !isTold(path, before) && !silentFor(path, provider, before))
          lost.push(path.join("."));
      }
      expect(lost).toEqual([]);
    });
  });
});

/** An output for the provider, unless the file has its own. */
function withOutput(toml: string, provider: string): string {
  if (toml.includes("[[outputs]]")) return toml;
  // What a file is called has the last word over the names of its workflows.
  const description = toml.includes("[workflows.") ? "" : 'description = "Rich"\n';
  return `${toml}\n${outputToml(provider, outputPaths[provider]!)}${description}`;
}

/** What is refused is told, and with it all that is below: which of two people may agree where nobody is asked. */
function isTold(path: Path, { refused }: Seen): boolean {
  return refused.some(
    (subject) => subject.length <= path.length && subject.every((key, at) => key === path[at]),
  );
}
