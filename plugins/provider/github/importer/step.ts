import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord, type Raw, recordOf } from "../reader/raw.ts";
import { importUpload } from "./artifact.ts";
import { checkoutBesides, importCheckout } from "./checkout.ts";
import { importCondition } from "./condition.ts";
import { expressionWhy, splitTexts } from "./env.ts";
import { type At, below, keptInHatch } from "./notes.ts";
import { compact, isEmpty, plainTable, plainValue } from "./plain.ts";
import type { Scope } from "./portable.ts";
import { importScript } from "./script.ts";
import { hasExpression, importText } from "./text.ts";
import { importTool } from "./tools/tool.ts";

/** What a step can see, and in what its script is written. */
export interface StepScope extends Scope {
  /** What GitHub takes where the step says nothing: "bash", "sh", "pwsh"; "" where that is not known. */
  readonly shell: string;
  /** Steps keep the actions that they name, also where cig has a word for what these do. */
  readonly isLiteral: boolean;
  /** The cache of `[caches]` that the step restores and saves. */
  readonly cache: string | undefined;
}

/** A script that says nothing itself, as what it does stands in the escape hatch. */
export const placeholder = "exit 1";

const shells: ReadonlySet<string> = new Set(["bash", "sh", "pwsh", "powershell", "cmd", "python"]);

/** A step in cig's words; what they lack is in `provider.github`. */
export function importStep(step: Raw, scope: StepScope, at: At): TomlTable {
  const variables = new Set([...scope.env, ...Object.keys(recordOf(step.env))]);
  const own: StepScope = { ...scope, env: variables };
  const hatch: Record<string, TomlValue> = {};
  const env = splitTexts(step.env, own, below(at, "env"));
  if (typeof step.env === "string") hatch.env = step.env;
  else if (!isEmpty(env.hatch)) hatch.env = env.hatch;
  const table = {
    name: text("name", step.name),
    id: typeof step.id === "string" && /^[A-Za-z_][\w-]*$/.test(step.id) ? step.id : keep("id", step.id),
    if: condition(),
    ...(step.uses === undefined ? runOf() : usesOf()),
    env: isEmpty(env.own) ? undefined : env.own,
    timeout: minutes(step["timeout-minutes"]),
    continue_on_error: flag("continue-on-error", step["continue-on-error"]),
  };
  for (const key of Object.keys(step))
    if (!knownKeys.has(key)) keep(key, step[key], "GitHub may not know it either.");
  return compact({ ...table, provider: isEmpty(hatch) ? undefined : { github: hatch } });

  function keep(key: string, value: unknown, why = expressionWhy): undefined {
    if (value === undefined || value === null) return undefined;
    hatch[key] = plainValue(value);
    keptInHatch(below(at, key), `\`${key}\` of a step`, why);
    return undefined;
  }

  function text(key: string, value: unknown): TomlValue | undefined {
    if (value === undefined || value === null || value === "") return undefined;
    return importText(String(value), own) ?? keep(key, value);
  }

  function condition(): TomlValue | undefined {
    if (step.if === undefined || step.if === null) return undefined;
    return importCondition(step.if, own) ?? keep("if", step.if, "The portable conditions cannot say it.");
  }

  function minutes(value: unknown): TomlValue | undefined {
    return Number.isInteger(value) && Number(value) > 0 ? (value as number) : keep("timeout-minutes", value);
  }

  function flag(key: string, value: unknown): TomlValue | undefined {
    if (value === undefined || value === false) return undefined;
    return value === true ? true : keep(key, value);
  }

  /** Inputs of the action that cig writes, for which it has no word. */
  function besides(inputs: TomlTable): void {
    if (isEmpty(inputs)) return;
    hatch.with = inputs;
    for (const input of Object.keys(inputs))
      keptInHatch(
        below(at, "with", input),
        `\`with.${input}\``,
        "cig has no word for this input of the action.",
      );
  }

  function runOf(): Record<string, TomlValue | undefined> {
    const said = step.shell === undefined || shells.has(String(step.shell)) ? step.shell : undefined;
    if (step.shell !== undefined && said === undefined) keep("shell", step.shell, "cig knows no such shell.");
    const shell = said === undefined ? (step.shell === undefined ? scope.shell : "") : String(said);
    const source = String(step.run ?? "").replace(/(?:\r?\n[ \t]*)+$/, "");
    const script = /\S/.test(source) ? importScript(source, shell, own) : undefined;
    if (script === undefined) keep("run", step.run ?? "", scriptWhy);
    return {
      run: script === undefined ? placeholder : lines(script),
      shell: said as string | undefined,
      working_directory: text("working-directory", step["working-directory"]),
    };
  }

  function usesOf(): Record<string, TomlValue | undefined> {
    const checkout = importCheckout(step, own);
    if (checkout !== undefined) {
      besides(checkoutBesides(step));
      return { checkout };
    }
    if (scope.cache !== undefined) return { cache: scope.cache };
    const version = versionOf(String(step.uses), at);
    if (!scope.isLiteral) {
      const artifact = step.id === undefined ? importUpload(step, version, own) : undefined;
      if (artifact !== undefined) return { artifact };
      const tool = importTool(step, version, own);
      if (tool !== undefined) {
        besides(tool.hatch);
        return { uses: `lang/${tool.name}`, with: tool.inputs };
      }
    }
    const inputs = splitTexts(step.with, own, below(at, "with"), () => true);
    if (typeof step.with === "string") hatch.with = step.with;
    else if (!isEmpty(inputs.hatch)) hatch.with = inputs.hatch;
    const uses = String(step.uses);
    // cig would take what stands behind the sign for a version.
    const [image = ""] = uses.startsWith("docker://") ? uses.split("@") : [uses];
    if (image !== uses) keep("uses", uses, "cig has no word for the digest of an image.");
    return { native: { github: actionOf(image, inputs.own, at) } };
  }
}

const scriptWhy = "It pastes values into the script that cig would hand over otherwise.";

const knownKeys: ReadonlySet<string> = new Set([
  "name",
  "id",
  "if",
  "uses",
  "run",
  "with",
  "env",
  "shell",
  "working-directory",
  "timeout-minutes",
  "continue-on-error",
]);

/** Several lines end with one. */
function lines(script: string): string {
  return script.includes("\n") ? `${script}\n` : script;
}

/** `owner/name@v4`, or with the commit and the version that a comment behind it says. */
function actionOf(uses: string, inputs: TomlTable, at: At): TomlValue {
  const [, name = "", commit = ""] = pinned.exec(uses) ?? [];
  const version = commentedVersion(at);
  const table = compact({
    uses: commit ? name : uses,
    pin: commit || undefined,
    version: commit ? version : undefined,
    with: isEmpty(inputs) ? undefined : inputs,
  });
  return Object.keys(table).length === 1 ? uses : table;
}

const pinned = /^([\w.-]+\/[\w./-]+)@([0-9a-f]{40})$/;

/** What stands behind the sign, or in the comment behind a commit. */
export function versionOf(uses: string, at: At): string {
  return pinned.test(uses) ? (commentedVersion(at) ?? "") : uses.replace(/^.*@/s, "");
}

function commentedVersion(at: At): string | undefined {
  const comment = at.document.behind([...at.place, "uses"]).replace(/^(?:tag=|pin@|ratchet:\S*@|@)/, "");
  return /^[\w.+-]{1,64}$/.test(comment) ? comment : undefined;
}

/** A step as it stands, for jobs that are carried word by word. */
export function wordByWord(step: unknown): TomlValue {
  return isRecord(step) ? plainTable(step) : plainValue(step);
}

/** True where a job's own checkout can say what the step says. */
export function isPlainCheckout(step: Raw): boolean {
  return (
    Object.keys(step).every((key) => key === "uses" || key === "with") &&
    isEmpty(checkoutBesides(step)) &&
    !Object.values(step).some(hasExpression)
  );
}
