import type { Support } from "../manifest.ts";
import { unreachable } from "../unreachable.ts";
import type { TableReader } from "./table-reader.ts";

/**
 * `[support]`: how the plugin has each feature, "native" or a table. Which features there are is not judged here, so
 * that a plugin may know more of them than this version of cig does.
 */
export function readSupport(table: TableReader): Record<string, Support> {
  return Object.fromEntries(table.keys().map((feature) => [feature, readCell(table, feature)]));
}

function readCell(table: TableReader, feature: string): Support {
  const value = table.any(feature);
  if (value === "native") return value;
  if (typeof value === "string") {
    table.mistake(
      feature,
      `"${value}" alone does not say how "${feature}" is had; only "native" does.`,
      forms,
    );
    return "native";
  }
  const cell = table.table(feature);
  const [first] = cell.keys();
  if (first === undefined) {
    if (typeof value === "object" && !Array.isArray(value))
      table.mistake(feature, `"${feature}" of [support] says nothing.`, forms);
    return "native";
  }
  if (cell.any("is") === undefined) {
    const isNested = !words.includes(first);
    const quoted = `The name of a feature is one key in quotes: "${feature}.${first}" = "native".`;
    table.mistake(feature, `"${feature}" of [support] does not say what it is.`, isNested ? quoted : forms);
    return "native";
  }
  const support = readState(cell);
  cell.refuseOthers();
  return support;
}

function readState(cell: TableReader): Support {
  const is = cell.choice("is", ["native", "emulated", "refused"]);
  switch (is) {
    case undefined:
      // A mistake was noted; the rest of the table cannot be judged.
      for (const key of cell.keys()) cell.any(key);
      return "native";
    case "native":
      return { is, how: cell.text("how", how) };
    case "emulated":
      return { is, how: cell.text("how", how), ...levelOf(cell) };
    case "refused": {
      const hint = cell.optionalText("hint");
      return { is, why: cell.text("why", why), ...(hint && { hint }), ...levelOf(cell) };
    }
    default:
      return unreachable(is);
  }
}

/** How much the user must be told each time. An error cannot be chosen: what is refused is one unless it says less. */
function levelOf(cell: TableReader): { level?: "info" | "warning" } {
  if (cell.any("level") === undefined) return {};
  const level = cell.choice("level", ["info", "warning"]);
  return level ? { level } : {};
}

const words = ["is", "how", "why", "hint", "level"];

const forms =
  'Write "native", { is = "native", how = "…" }, { is = "emulated", how = "…" } or { is = "refused", why = "…" }.';

/** Messages and documents set the words into a sentence of their own. */
const isPart = (text: string) => text.trim() !== "" && !/[.\n\r]\s*$/.test(text) && !/[\n\r|]/.test(text);

const how = {
  fits: isPart,
  form: 'the way in a few words without a full stop, such as "asks at the start of the script"',
};

const why = {
  fits: isPart,
  form: 'the end of a sentence that begins with the title, without a full stop, such as "cannot repeat a single step"',
};
