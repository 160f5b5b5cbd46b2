import { CacheSave, type Step } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import type { CacheLines } from "./cache.ts";
import { callOf } from "./call.ts";
import type { Around } from "./run.ts";

/** A command of the script's own, by its step's condition. */
export function called(step: Step, command: string, around: Around, scope: Scope): string[] {
  const { prefix, guard } = callOf(step, around.isTracked, scope);
  if (step.continueOnError) scope.parts!.functions.add("may_fail");
  const line = `${prefix}${step.continueOnError ? "may_fail " : ""}${command}`;
  return guard === undefined ? [line] : [`if ${guard}; then`, `  ${line}`, "fi"];
}

/** Several lines by their step's condition. */
export function guarded(step: Step, lines: readonly string[], around: Around, scope: Scope): string[] {
  if (lines.length === 0) return [];
  const { guard } = callOf(step, false, scope);
  const all = wrapped(lines, around);
  return guard === undefined ? all : [`if ${guard}; then`, ...all, "fi"];
}

/** Lines that run when nothing has failed. */
export function wrapped(lines: readonly string[], around: Around): string[] {
  if (!around.isTracked || lines.length === 0) return [...lines];
  return ['if [ "$status" -eq 0 ]; then', ...lines.map((line) => `  ${line}`), "fi"];
}

export function cacheLines(
  cache: CacheLines,
  step: Step,
  saves: string[],
  around: Around,
  scope: Scope,
): string[] {
  const save = cache.save && `${saveWord(cache, around)}${cache.save}`;
  if (save !== undefined && !cache.isNow) saves.push(save);
  const command = cache.isNow ? cache.save : cache.restore;
  const key = wrapped(cache.here, around);
  return command === undefined ? [] : [...key, ...called(step, command, around, scope)];
}

function saveWord({ savesAlways }: CacheLines, { isTracked }: Around): string {
  return isTracked ? `after ${savesAlways ? "always" : "success"} ` : "";
}

export function savesAlways({ kind }: Step, scope: Scope): boolean {
  return (
    kind.case === "cache" &&
    scope.output.caches.some(({ id, save }) => id === kind.value.id && save === CacheSave.ALWAYS)
  );
}

export function stepScope(step: Step, index: number, scope: Scope): Scope {
  return step.subject.length > 0 ? { ...scope, subject: step.subject } : below(scope, "steps", String(index));
}
