import type { TomlTable, TomlValue } from "cig/sdk/import";
import { type Raw, recordOf } from "../../reader/raw.ts";
import { plainValue } from "../plain.ts";
import type { Scope } from "../portable.ts";
import { importText } from "../text.ts";
import { type ToolAction, toolActions } from "./actions.ts";

/** A step that makes a tool available, in cig's words. */
export interface ImportedTool {
  /** The plugin: "node". */
  readonly name: string;
  readonly inputs: TomlTable;
  /** Inputs of the action for which cig has no word, of its step in the escape hatch. */
  readonly hatch: TomlTable;
}

/**
 * The tool that a step makes available. Undefined where cig would call the action otherwise, or where the step does more:
 * what an action installs, writes or tells others is work that no other provider would do. `version` is that of the action,
 * "" where nobody knows it.
 */
export function importTool(step: Raw, version: string, scope: Scope): ImportedTool | undefined {
  const uses = String(step.uses);
  const action = uses.replace(/@.*$/s, "").toLowerCase();
  const tool = Object.hasOwn(toolActions, action) ? toolActions[action] : undefined;
  if (!tool || typeof step.with === "string") return undefined;
  if (tool.since !== undefined && !(majorOf(version) >= tool.since)) return undefined;
  const given =
    action === "dtolnay/rust-toolchain" ? rustInputs(uses, recordOf(step.with)) : recordOf(step.with);
  if (tool.name === "elixir" && !isSaidStrictly(given)) return undefined;
  const inputs = inputsOf(tool, given, scope);
  const hatch = hatchOf(tool, given);
  return inputs && hatch && { name: tool.name, inputs: { ...inputs, install: false }, hatch };
}

/** Branches of this action are named for the toolchain that they bring: `@stable`, `@1.85`. */
export function rustInputs(uses: string, inputs: Raw): Raw {
  const ref = uses.replace(/^.*@/s, "");
  const isBranch = /^(?:stable|beta|nightly|\d+\.\d+(?:\.\d+)?)$/.test(ref);
  return isBranch && inputs.toolchain === undefined ? { toolchain: ref, ...inputs } : inputs;
}

function inputsOf(tool: ToolAction, given: Raw, scope: Scope): TomlTable | undefined {
  const inputs: Record<string, TomlValue> = {};
  for (const [input, own] of Object.entries(tool.inputs)) {
    const said = own === "version" ? versionOf(given[input], tool.name, scope) : textOf(given[input], scope);
    if (said === undefined) return undefined;
    if (typeof said === "string") inputs[own] = said;
    else Object.assign(inputs, said);
  }
  for (const [input, own] of Object.entries(tool.lists ?? {})) {
    const items = given[input] === undefined ? [] : itemsOf(given[input]);
    if (!items) return undefined;
    inputs[own] = items;
  }
  return inputs;
}

/** Undefined with an input that must not be lost elsewhere. */
function hatchOf({ inputs, lists = {}, told = {}, beside }: ToolAction, given: Raw): TomlTable | undefined {
  const hatch: Record<string, TomlValue> = {};
  for (const [input, value] of Object.entries(given)) {
    if ([inputs, lists, told].some((known) => Object.hasOwn(known, input)) || input === "version-type")
      continue;
    if (!beside.includes(input)) return undefined;
    hatch[input] = plainValue(value);
  }
  for (const [input, { cig, usual }] of Object.entries(told)) {
    const said = given[input] === undefined ? usual : String(given[input]);
    if (said !== cig) hatch[input] = said === "true" ? true : said;
  }
  return hatch;
}

/** Nothing where the axis of that name says it, which cig looks at by itself. Several SDKs stand below each other. */
function versionOf(value: unknown, tool: string, scope: Scope): TomlTable | undefined {
  const [first = "", ...others] =
    tool === "dotnet" && typeof value === "string" ? value.trim().split(/\s*\n\s*/) : [value];
  const text = textOf(first, scope);
  // cig may choose a version within a range.
  if (text === undefined || /[\^~<>=|,]|\s[^{}]*$/.test(text)) return undefined;
  // cig writes ".x" behind a line of .NET, and none behind one of Java.
  if (tool === "dotnet" && /^\d+\.\d+$/.test(text)) return undefined;
  if (tool === "java" && /\.[xX*]$/.test(text)) return undefined;
  const version: TomlTable = text === `{{ matrix.${tool} }}` ? {} : { version: text };
  if (tool !== "dotnet") return version;
  const lines = others.map((line) => /^(\d+\.\d+)\.x$/.exec(String(line))?.[1]);
  // cig writes them in this order.
  const areInOrder = lines.every((line, index) => index === 0 || Number(lines[index - 1]) > Number(line));
  if (!areInOrder || lines.includes(undefined)) return undefined;
  return { ...version, runtimes: lines as string[] };
}

function itemsOf(value: unknown): string[] | undefined {
  const items = String(value)
    .split(/[\s,]+/)
    .filter((item) => item !== "");
  return items.every((item) => /^[\w.-]+$/.test(item)) ? items : undefined;
}

function textOf(value: unknown, scope: Scope): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = importText(String(value), scope);
  return text === undefined || text === "" || text.includes("\n") ? undefined : text;
}

/** Versions to the last digit cig has looked up strictly, and no others. */
function isSaidStrictly(given: Raw): boolean {
  const isWhole = (input: string, digits: number) =>
    new RegExp(`^\\d+(?:\\.\\d+){${digits - 1},}$`).test(String(given[input]));
  const isExact = isWhole("elixir-version", 3) && isWhole("otp-version", 2);
  return given["version-type"] === (isExact ? "strict" : undefined);
}

function majorOf(version: string): number {
  return Number(/^v?(\d+)(?:\.|$)/.exec(version)?.[1] ?? 0);
}
