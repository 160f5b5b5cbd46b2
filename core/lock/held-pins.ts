import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import type { Pin, Pins } from "../pins.ts";
import { lockPath } from "./path.ts";
import { readPins } from "./pins.ts";
import type { PinUse } from "./used-pins.ts";

/** A pin with the name of what it pins, as plugins are told. */
export interface NamedPin extends Pin {
  readonly name: string;
}

/** The pins of the repository's cig.lock, but for those that are to be forgotten. No file: none. */
export async function heldPins(root: string, forget: "all" | readonly string[] = []): Promise<Result<Pins>> {
  if (forget === "all") return { value: new Map(), diagnostics: [] };
  let text: string;
  try {
    text = await readFile(join(root, lockPath), "utf8");
  } catch {
    return { value: new Map(), diagnostics: [] };
  }
  const read = readPins(text);
  if (!read.value) return read;
  const kept = [...read.value].filter(
    ([key]) => !forget.some((name) => name === key || name === nameOf(key)),
  );
  return { value: new Map(kept), diagnostics: read.diagnostics };
}

/** Those of building blocks, with their names, sorted. Images are held by the core itself. */
export function namedPins(pins: Pins): NamedPin[] {
  return [...pins.keys()]
    .sort()
    .map((key) => ({ name: nameOf(key), ...pins.get(key)! }))
    .filter(({ version }) => version !== "");
}

/** What cig.lock is to hold: what the files use, and images by digest as long as they use them. */
export function lockedPins(uses: readonly PinUse[], held: Pins, outputs: readonly Output[]): Pins {
  const digests = new Set(outputs.flatMap(imagesOf).map((image) => image.slice(image.indexOf("@") + 1)));
  const images = [...held].filter(([, { version, digest }]) => version === "" && digests.has(digest));
  return new Map([...images, ...uses.map(({ key, pin }) => [key, pin] as const)]);
}

function imagesOf({ jobs }: Output): string[] {
  return jobs
    .flatMap((job) => [job.image?.image, ...job.services.map(({ image }) => image)])
    .map((image) =>
      (image?.parts ?? []).map(({ kind }) => (kind.case === "literal" ? kind.value : "")).join(""),
    );
}

/** "actions/checkout" of "actions/checkout@v7". */
export function nameOf(key: string): string {
  return key.replace(/@[^@/]*$/, "");
}
