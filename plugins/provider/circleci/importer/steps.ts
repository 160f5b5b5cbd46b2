import { characters, type Draft, isEmpty, tomlOf, tomlTable } from "cig/sdk/import";
import { isRecord, type Raw, recordOf } from "../reader/raw.ts";
import { belowRoot } from "../reader/steps/root.ts";
import type { Caches } from "./caches.ts";
import { conditionFor } from "./conditions.ts";
import type { FlatStep } from "./flatten.ts";
import { runFor } from "./run.ts";
import { holdsMark } from "./text.ts";

/** What a step of a job may be made of. */
export interface AroundSteps {
  readonly caches: Caches;
  /** Orbs by their names in the file: "circleci/node@5.0.2". */
  readonly orbs: Raw;
  readonly workingDirectory: unknown;
  readonly isLiteral: boolean;
}

/** A step of cig.toml, and the place of the one that it came from. */
export interface MadeStep {
  readonly step: Draft;
  readonly origin: number;
}

/** CircleCI's own steps, which cig.toml takes by their names. */
const builtIn = new Set([
  "add_ssh_keys",
  "attach_workspace",
  "persist_to_workspace",
  "restore_cache",
  "save_cache",
  "setup_remote_docker",
  "store_artifacts",
  "store_test_results",
]);

/** The steps in the words of cig.toml; undefined where one of them has none. */
export function stepsFor(steps: readonly FlatStep[], around: AroundSteps): MadeStep[] | undefined {
  const made: MadeStep[] = [];
  for (const flat of steps) {
    if (flat.kind === "when") {
      const condition =
        around.isLiteral || holdsMark(flat.condition) ? undefined : conditionFor(flat.condition);
      const inner = condition === undefined ? undefined : stepsFor(flat.steps, around);
      if (!inner) return undefined;
      const asked = flat.isUnless ? `!(${condition})` : condition!;
      made.push(...inner.map(({ step, origin }) => ({ step: under(step, asked), origin })));
      continue;
    }
    const step = stepFor(flat.name, flat.value, around);
    if (!step) return undefined;
    made.push({ step, origin: flat.origin });
  }
  return made;
}

function under(step: Draft, condition: string): Draft {
  const own = typeof step.if === "string" ? `${step.if} && (${condition})` : condition;
  return { ...step, if: own };
}

function stepFor(name: string, value: unknown, around: AroundSteps): Draft | undefined {
  if (name === "run") return runFor(value, around.isLiteral);
  if (value !== undefined && !isRecord(value)) return undefined;
  if (name === "checkout") return checkoutFor(recordOf(value));
  const own = around.isLiteral ? undefined : nativeFor(name, recordOf(value), around);
  if (own) return own;
  const uses = builtIn.has(name) ? name : orbCommand(name, around.orbs);
  if (uses === undefined) return undefined;
  return thirdParty(uses, recordOf(value));
}

function checkoutFor(options: Raw): Draft {
  return {
    checkout: true,
    ...(Object.keys(options).length > 0 && { provider: { circleci: tomlTable(options) } }),
  };
}

/** A step that every provider has. */
function nativeFor(name: string, value: Raw, { caches, workingDirectory }: AroundSteps): Draft | undefined {
  const keys = Object.keys(value);
  const path = typeof value.path === "string" ? belowRoot(value.path, workingDirectory) : "";
  const isPlain = /^[\w.@+-]+(?:\/[\w.@+-]+)*$/.test(path) && !path.split("/").includes("..");
  switch (name) {
    case "save_cache":
    case "restore_cache": {
      const id = caches.idFor({ name, value });
      return id === undefined ? undefined : { [name === "save_cache" ? "save" : "restore"]: id };
    }
    case "store_test_results":
      return keys.length === 1 && isPlain ? { report: { junit: path } } : undefined;
    case "store_artifacts": {
      if (keys.some((key) => key !== "path" && key !== "destination") || !isPlain) return undefined;
      const label = value.destination === undefined ? path : String(value.destination);
      if (!/^[\w@+-][\w.@+ -]*$/.test(label)) return undefined;
      return { artifact: { name: label, paths: [path] }, if: "always()" };
    }
    default:
      return undefined;
  }
}

/** "circleci/node/install@5.0.2" for `node/install`; undefined where the file has no such orb of the registry. */
function orbCommand(name: string, orbs: Raw): string | undefined {
  const match = /^([^/]+)\/([a-z][\w-]*)$/.exec(name);
  const orb = match && orbs[match[1]!];
  const [, address, version] =
    (typeof orb === "string" && /^([a-z][\w-]*\/[a-z][\w-]*)@([\w.:-]+)$/.exec(orb)) || [];
  return address === undefined ? undefined : `${address}/${match![2]}@${version}`;
}

/** Texts and truth values are inputs; what has another form stays as it is. */
function thirdParty(uses: string, value: Raw): Draft {
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  const areInputs = entries.every(
    ([key, each]) =>
      key !== "name" &&
      (typeof each === "boolean" ||
        (typeof each === "string" && !/<<|^(?:true|false)$/.test(each) && !holdsMark(each))),
  );
  if (entries.length === 0) return { native: { circleci: uses } };
  if (!areInputs || uses.endsWith("_cache"))
    return { native: { circleci: uses }, provider: { circleci: tomlTable(Object.fromEntries(entries)) } };
  const given = Object.fromEntries(
    entries.map(([key, each]) => [key, typeof each === "string" ? characters(each) : tomlOf(each)]),
  );
  return isEmpty(given) ? { native: { circleci: uses } } : { native: { circleci: { uses, with: given } } };
}
