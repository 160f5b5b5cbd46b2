import { readRuby } from "./ruby-code.ts";

/** What a gemspec states. */
export interface Gemspec {
  /** Gems that it needs at run time or for development. */
  readonly gems: readonly { readonly name: string; readonly line: number }[];
  /** `required_ruby_version` as written: ">= 3.0" or ">= 3.0, < 4". Absent when it is computed or missing. */
  readonly requiredRuby?: { readonly requirement: string; readonly line: number };
}

/** Reads a gemspec without running it. */
export function parseGemspec(text: string): Gemspec {
  const lines = readRuby(text);
  const gems = lines.flatMap(({ code, line }) => {
    const name = /\.add_(?:runtime_|development_)?dependency[\s(]+(?:%q<|["'])([\w.-]+)/.exec(code)?.[1];
    return name ? [{ name, line }] : [];
  });
  for (const { code, line } of lines) {
    const value = /\.required_ruby_version\s*=\s*(.+)$/.exec(code)?.[1];
    const requirement = value && requirementOf(value);
    if (requirement) return { gems, requiredRuby: { requirement, line } };
  }
  return { gems };
}

/** `">= 3.0"`, `[">= 3.0", "< 4"]`, `Gem::Requirement.new(">= 3.0")`; undefined for anything computed. */
function requirementOf(value: string): string | undefined {
  const around = value.replace(/"[^"]*"|'[^']*'/g, "").replace(/\.freeze\b/g, "");
  if (!/^(Gem::Requirement\.(new|create))?[\s[\](),]*$/.test(around)) return undefined;
  const parts = [...value.matchAll(/["']([^"'#]+)["']/g)].map((match) => match[1]!.trim());
  return parts.length > 0 ? parts.join(", ") : undefined;
}
