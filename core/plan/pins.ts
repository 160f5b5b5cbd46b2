import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Expansion, Job, Native, Step } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { type Pin, type Pins, pinKey, repositoryOf, satisfiesVersion } from "../pins.ts";
import { literalOf, literalText } from "./resolver.ts";

/**
 * Lets plugins' building blocks be fetched as cig.lock says, within the line of versions that the plugin asks for: what
 * it gives them as inputs is made for that line.
 */
export function holdExpansions(expansions: Iterable<Expansion>, pins: Pins): void {
  if (pins.size === 0) return;
  for (const { steps } of expansions)
    for (const native of steps.flatMap(nativesOf)) {
      const held = pins.get(pinKey(repositoryOf(native.uses), native.version));
      if (native.pin === "" || !held) continue;
      native.pin = held.digest;
      native.version = held.version;
    }
}

/** Lets what cig.toml names by a version, and images by their tag, be fetched as cig.lock says. */
export function holdJobs(jobs: readonly Job[], pins: Pins): void {
  if (pins.size === 0) return;
  for (const job of jobs) {
    for (const native of job.steps.flatMap(nativesOf)) holdWritten(native, pins);
    const images = [job.image, ...job.services];
    for (const image of images) if (image?.image) image.image = heldImage(image.image, pins);
  }
}

/** Whether a plan names something by a version alone, of which the pin is known. */
export function isOpen(outputs: readonly Output[], pins: Pins): boolean {
  return outputs.some(({ jobs }) =>
    jobs.some(({ steps }) => steps.flatMap(nativesOf).some((native) => writtenPin(native, pins))),
  );
}

function holdWritten(native: Native, pins: Pins): void {
  const held = writtenPin(native, pins);
  if (!held) return;
  native.pin = held.digest;
  native.version = held.version;
}

function writtenPin({ uses, pin, version }: Native, pins: Pins): Pin | undefined {
  if (pin !== "" || version === "") return undefined;
  const held = pins.get(pinKey(repositoryOf(uses), version));
  return held && satisfiesVersion(held.version, version) ? held : undefined;
}

function heldImage(image: Text, pins: Pins): Text {
  const written = literalOf(image);
  const held = written === undefined ? undefined : pins.get(written);
  return held?.digest.startsWith("sha256:") ? literalText(`${written}@${held.digest}`) : image;
}

/** What a plan's outputs name of third parties by a version alone. */
export function openNatives(outputs: readonly Output[]): Native[] {
  return outputs.flatMap(({ provider, jobs }) =>
    jobs
      .flatMap(({ steps }) => steps.flatMap(nativesOf))
      .filter((native) => native.provider === provider && native.pin === "" && native.version !== ""),
  );
}

/** The images of a plan that are named by a tag alone, sorted, each once. */
export function openImages(outputs: readonly Output[]): string[] {
  const images = outputs.flatMap(({ jobs }) =>
    jobs.flatMap((job) => [job.image, ...job.services].map((container) => container?.image)),
  );
  const names = images.flatMap((image) => (image && literalOf(image)) || []);
  return [...new Set(names)].filter((name) => !name.includes("@")).sort();
}

function nativesOf({ kind }: Step): readonly Native[] {
  if (kind.case === "native") return [kind.value];
  return kind.case === "toolchain" ? kind.value.native : [];
}
