import { parse } from "smol-toml";
import { diagnose } from "../diagnostic/codes.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import type { Pin, Pins } from "../pins.ts";
import { lockPath } from "./path.ts";

/**
 * The pins of a cig.lock, without reading its thousands of other lines. What is wrong with them is an error (CIG332): a
 * render that forgot them would fetch something else.
 */
export function readPins(text: string): Result<Pins> {
  const start = /^\[pins\][^\S\n]*\r?$/m.exec(text);
  if (!start) return { value: new Map(), diagnostics: [] };
  const rest = text.slice(start.index);
  const end = /\n\[(?!pins\])/.exec(rest);
  let table: unknown;
  try {
    table = parse(end ? rest.slice(0, end.index) : rest).pins;
  } catch (error) {
    return damaged(`is no TOML (${(error as Error).message.split("\n")[0]})`);
  }
  const pins = new Map<string, Pin>();
  for (const [key, value] of Object.entries(table as object)) {
    const pin = toPin(value);
    if (!pin) return damaged(`says of "${key}" something else than { version = "…", digest = "…" }`);
    pins.set(key, pin);
  }
  return { value: pins, diagnostics: [] };
}

/** The lines of `[pins]`, sorted by name. */
export function printPins(pins: Pins): string[] {
  if (pins.size === 0) return [];
  const quote = (text: string) => JSON.stringify(text);
  const lines = [...pins.keys()].sort().map((key) => {
    const { version, digest } = pins.get(key)!;
    const stated = version === "" ? "" : `version = ${quote(version)}, `;
    return `${quote(key)} = { ${stated}digest = ${quote(digest)} }`;
  });
  return ["", "[pins]", ...lines];
}

/** Whatever is in a digest stands in rendered files. */
const digestForm = /^(?:[0-9a-f]{40}|sha256:[0-9a-f]{64})$/;

function toPin(value: unknown): Pin | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { version = "", digest, ...others } = value as Record<string, unknown>;
  if (Object.keys(others).length > 0 || typeof version !== "string" || typeof digest !== "string")
    return undefined;
  return digestForm.test(digest) && /^[\w.+-]{0,64}$/.test(version) ? { version, digest } : undefined;
}

function damaged(why: string): Result<Pins> {
  return {
    diagnostics: [
      diagnose("CIG332", `[pins] of "${lockPath}" ${why}.`, {
        hint: "Take the line of the last commit back, or forget all pins and take those that cig knows:\n  cig update",
      }),
    ],
  };
}
