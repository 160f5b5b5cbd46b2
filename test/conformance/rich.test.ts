import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";
import { expect, it } from "vitest";
import { keysOfLanguage, keysUsed } from "./language-keys.ts";

const folder = fileURLToPath(new URL("../fixtures/rich/", import.meta.url));

/** Keys that the rich inputs do without, with the reason. */
const unused: Readonly<Record<string, string>> = {
  ".backends":
    "Steps of a backend are scripts like others: test/core/plan/backend, test/execution/caches.test.ts.",
  ".include": "It needs files beside: files.test.ts.",
  ".plugins": "It chooses programs before anything is planned: test/core/host/discover.test.ts.",
  ".skip":
    "It is for the tool, which reads cig.lock: golden/skipping-store, test/e2e/cli-signatures.test.ts.",
  ".workspace": "It needs files beside: files.test.ts.",
  ".workspace.exclude": "It needs files beside: files.test.ts.",
  ".workspace.members": "It needs files beside: files.test.ts.",
  ...Object.fromEntries(
    ["Backend.env", "Backend.uses", "Backend.with", "Cache.backend", "Project.cache", "Runner.cache"].map(
      (key) => [key, "As .backends."],
    ),
  ),
  "Output.header": "It is written around what a provider renders: test/core/output/header.test.ts.",
  "Plugins.git": "Refused by name.",
  "Plugins.grant": "It is for a store's process: test/core/store.",
  "Plugins.path": "It chooses programs before anything is planned: test/core/host/discover.test.ts.",
  "Plugins.registry": "Refused by name.",
  "Plugins.version": "It chooses programs before anything is planned: test/core/host/discover.test.ts.",
  "Runner.launcher": "As Runner.uses.",
  "Runner.uses": "It becomes tables for providers before anything is planned: test/plugins/runners.",
  "Runner.with": "As Runner.uses.",
  ...Object.fromEntries(
    ["enabled", "env", "force_label", "store", "store.plugin", "store.timeout", "timeout", "tool"]
      .concat(["tool.npm", "tool.path", "tool.url"])
      .map((key) => [`Skip.${key}`, "As .skip."]),
  ),
};

/** What policies are told changes no file: test/plugins/policy, golden/policy-conventions, golden/policy-cost. */
const ofPolicies = /^(?:(?:Profile|Conventions|Cost)\.|Policy\.(?:conventions|cost)$)/;

it("the rich inputs use every key of the language between them", () => {
  const used = new Set<string>();
  for (const name of readdirSync(folder))
    for (const key of keysUsed(parse(readFileSync(`${folder}${name}`, "utf8")))) used.add(key);
  const missing = keysOfLanguage().filter((key) => !used.has(key) && !ofPolicies.test(key));
  expect(missing).toEqual(Object.keys(unused).sort());
});
