import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import { actions } from "../../../config/schema/step.ts";

/** How likely two steps, as an importer or cig.toml says them, are the same one; 0 for two that cannot be. */
export function alike(one: TomlTable, other: TomlTable): number {
  if (JSON.stringify(one) === JSON.stringify(other)) return 1000;
  const [kind, otherKind] = [kindOf(one), kindOf(other)];
  if (kind === undefined || kind !== otherKind) return 0;
  const isCalledAlike = typeof one.name === "string" && one.name === other.name;
  const names = isCalledAlike ? 200 : 0;
  if (kind === "run") return names + scripts(String(one.run), String(other.run));
  if (kind === "native") return usedBy(one) === usedBy(other) ? names + 500 : 0;
  return names + 100;
}

/** The same for a step as cig.toml has it, which plugins may have made another one of: only what is surely the same. */
export function surelyAlike(imported: TomlTable, own: TomlTable): number {
  const weight = alike(imported, own);
  return weight >= 100 ? weight : 0;
}

/** "acme/deploy" of `native.github = "acme/deploy@v2"`, with the provider. */
export function usedBy({ native }: TomlTable): string {
  const uses = Object.entries((native ?? {}) as TomlTable).map(([provider, value]): string => {
    const text = typeof value === "string" ? value : String((value as TomlTable).uses);
    return `${provider}:${text.split(/[@#]/)[0]}`;
  });
  return uses.join(" ");
}

function kindOf(step: TomlTable): string | undefined {
  return actions.find((action) => step[action] !== undefined);
}

/** From 1 to 600: how many of their words two scripts share. */
function scripts(one: string, other: string): number {
  if (one.trim() === other.trim()) return 600;
  const [left, right] = [wordsOf(one), wordsOf(other)];
  const common = [...left].filter((word) => right.has(word)).length;
  const all = new Set([...left, ...right]).size;
  return 1 + Math.round((500 * common) / Math.max(1, all));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.split(/\s+/).filter(Boolean));
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value);
}
