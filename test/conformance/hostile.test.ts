import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openBundled } from "../in-process.ts";
import { outputPaths, outputToml } from "./case-run.ts";
import { keysOf, type Put, textsOf, tryAll, tryKey } from "./hostile.ts";
import {
  exceptionsFor,
  isPattern,
  isScript,
  isVerbatim,
  lacksPlace,
  writesOtherwise,
} from "./hostile-exceptions.ts";
import { composite, fragments, inPattern, invisible, large, type Member, words } from "./hostile-members.ts";
import { accepted } from "./removal.ts";

const bundled = await openBundled();
const folder = fileURLToPath(new URL("../fixtures/rich/", import.meta.url));
const providers = ["buildkite", "circleci", "github", "jenkins"];

const files: Readonly<Record<string, string>> = {
  ".nvmrc": "20.11.0\n",
  ...Object.fromEntries(
    ["Gemfile.lock", "Makefile", "VERSION", "app/models/a.rb", "lib/a.rb", "packages/web/a.js", "shared/a.js"]
      .concat(["a", "b", "c", "d"].map((name) => `spec/${name}_spec.rb`))
      .map((path) => [path, "\n"]),
  ),
};

/** What a provider writes in full whatever stands behind it. */
const code = " && echo \"$TRUE\" | cat\necho 'x' || true # ";

const profiles: Readonly<Record<string, string>> = { "monorepo.toml": "strict" };

describe.each(readdirSync(folder).sort())("of %s", (name) => {
  describe.each(providers)("%s", (provider) => {
    it("takes no key for anything else", async () => {
      const profile = profiles[name];
      const rich = readFileSync(`${folder}${name}`, "utf8");
      const toml = await accepted(bundled, withOutput(rich, provider), files, provider, profile);
      const trial = { bundled, toml, files, provider, profile };
      const members = [composite, ...fragments, ...invisible];
      const faults: string[] = [];
      for (const [index, path] of keysOf(toml)
        .filter((each) => !isVerbatim(each))
        .entries())
        faults.push(...(await tryKey(trial, path, members[(index * 7) % members.length]!)));
      expect(faults).toEqual([]);
    });

    it("takes no text for anything else", async () => {
      const profile = profiles[name];
      const rich = readFileSync(`${folder}${name}`, "utf8");
      const toml = await accepted(bundled, withOutput(rich, provider), files, provider, profile);
      const exceptions = exceptionsFor(provider);
      const trial = { bundled, toml, files, provider, profile, exceptions };
      const places = textsOf(toml).filter(
        (path) => !(path[0] === "outputs") && path[0] !== "version" && !isVerbatim(path),
      );
      const texts = places.filter((path) => !isScript(path));
      const rotated = (members: readonly Member[], by: number, isWhole: boolean) =>
        texts.map((path, index): Put => ({ path, isWhole, member: members[(index + by) % members.length]! }));
      const strict: Put[][] = [
        texts.map((path) => ({ path, member: isPattern(path) ? inPattern : composite })),
        places.filter(isScript).map((path) => ({ path, member: composite, between: code })),
      ];
      const loose: Put[][] = [
        texts.map((path) => ({ path, member: composite })),
        ...[0, 9, 18, 27].map((by) => rotated(fragments, by, false)),
        ...[0, 14, 28].map((by) => rotated(words, by, true)),
        ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((by) => rotated(invisible, by, false)),
      ];
      const environment = places.filter((path) => path.at(-2) === "env").slice(0, 1);
      loose.push(...large.map((member) => environment.map((path) => ({ path, member }))));
      const faults: string[] = [];
      for (const draft of strict)
        faults.push(...(await tryAll(trial, draft, !writesOtherwise(name, provider))).faults);
      for (const draft of loose) faults.push(...(await tryAll(trial, draft, false)).faults);
      expect(faults.filter((each) => !lacksPlace(provider, each))).toEqual([]);
    });
  });
});

function withOutput(toml: string, provider: string): string {
  if (toml.includes("[[outputs]]")) return toml;
  const description = toml.includes("[workflows.") ? "" : 'description = "Rich"\n';
  return `${toml}\n${outputToml(provider, outputPaths[provider]!)}${description}`;
}
