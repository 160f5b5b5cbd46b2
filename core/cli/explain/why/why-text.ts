import { foreignLine } from "../../../report/foreign.ts";
import type { Paint } from "../../../report/paint.ts";
import { reasonText } from "../../../verdict/verdict.ts";
import { componentNames, type SignatureChange } from "../../../work/compare.ts";
import type { Why } from "./why.ts";

/** How many changes of a component are listed; the rest is counted. */
const shown = 3;

/** Why a variant runs or not: the verdict, each component old and new, and what changed in it. */
export function whyText({ decided, base, before, changed, upstream }: Why, paint: Paint): string {
  const { verdict, variant } = decided;
  const word = verdict.verdict === "run" ? paint.yellow("runs") : paint.green("is left out");
  const lines = [
    "",
    `${paint.bold("Why")} ${foreignLine(verdict.id)} ${word}${paint.dim(`  signature ${variant.signature.slice(0, 10)}`)}`,
    `  ${foreignLine(reasonText(verdict.reason))}`,
  ];
  if (base !== undefined) lines.push(`  Compared with ${foreignLine(base)}:`);
  for (const name of componentNames) {
    const old = before?.components[name];
    const now = variant.components[name];
    const own = changed.filter(({ component }) => component === name);
    const state =
      old === undefined
        ? now.slice(0, 10)
        : old === now
          ? "same"
          : `${old.slice(0, 10)} → ${now.slice(0, 10)}`;
    lines.push(`  ${name.padEnd(12)}${own.length > 0 ? state : paint.dim(state)}`);
    lines.push(...listed(own).map((line) => `    ${line}`));
  }
  for (const [id, all] of upstream) {
    lines.push(`  ${paint.bold("before it")}: ${foreignLine(id)}`);
    lines.push(...listed(all).map((line) => `    ${line}`));
  }
  return `${lines.join("\n")}\n`;
}

/** The first change of a variant in a few words, for tables; what changed before it, where it has none of its own. */
export function firstChange({ changed, upstream }: Pick<Why, "changed" | "upstream">): string {
  const own = changed.find(({ component }) => component !== "upstream");
  if (own) return changeText(own);
  const [before] = upstream;
  if (before) return `${before[0]}: ${changeText(before[1][0]!)}`;
  return changed[0] ? changeText(changed[0]) : "";
}

function listed(changes: readonly SignatureChange[]): string[] {
  const known = changes.filter(({ item }) => item !== "");
  const lines = known.slice(0, shown).map(changeText);
  return known.length > shown ? [...lines, `and ${known.length - shown} more`] : lines;
}

function changeText({ component, item, before, after }: SignatureChange): string {
  if (item === "") return `${component} changed`;
  const name = foreignLine(item);
  if (before === undefined)
    return component === "files" || component === "inputs"
      ? `${name} is new`
      : `${name} is new: ${clip(after)}`;
  if (after === undefined)
    return component === "files" || component === "inputs"
      ? `${name} is gone`
      : `${name} is gone: ${clip(before)}`;
  if (component === "files" || component === "inputs") return `${name} ${fileChange(before, after)}`;
  if (component === "upstream")
    return `${name} has another signature: ${before.slice(0, 10)} → ${after.slice(0, 10)}`;
  if (component === "env") return `${name} has another value (fingerprint ${before} → ${after})`;
  return `${name}: ${clip(before)} → ${clip(after)}`;
}

function fileChange(before: string, after: string): string {
  const [oldMode, oldId] = before.split(" ");
  const [mode, id] = after.split(" ");
  return [oldId !== id && "changed", oldMode !== mode && `has another mode: ${oldMode} → ${mode}`]
    .filter(Boolean)
    .join(", and ");
}

function clip(text: string | undefined): string {
  const line = foreignLine((text ?? "").replaceAll("\n", "⏎"));
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
