import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Diagnostic, Place } from "../diagnostic/diagnostic.ts";
import type { Manifest } from "../manifest.ts";
import type { Feature, Subject } from "./feature.ts";
import { features } from "./features.ts";
import { type Placed, placed } from "./places.ts";
import { remarkOn, type Told, toldOf } from "./remark.ts";

/** cig.toml, as far as it is asked here. */
export interface Stated {
  /** After templates and profile. */
  readonly schema: unknown;
  at(subject: Subject): Place | undefined;
}

/**
 * Holds what the outputs ask for against what their providers say they can: CIG420 for what is refused, CIG421 and CIG422
 * for what people should know. A provider whose plugin has no `[support]` says everything itself. What cig asks for
 * where cig.toml says nothing is never an error, and told only where the provider wants it to be.
 */
export function checkSupport(
  outputs: readonly Output[],
  manifests: readonly Manifest[],
  stated: Stated,
): Diagnostic[] {
  const providers = [...new Set(outputs.map(({ provider }) => provider))];
  return providers.flatMap((provider) => {
    const own = outputs.filter((output) => output.provider === provider);
    const others = providers.filter((other) => other !== provider);
    return manifests
      .filter((manifest) => manifest.capabilities.includes(`provider:${provider}`) && manifest.support)
      .flatMap((manifest) => checkProvider(own, { manifest, provider, others }, stated));
  });
}

interface Asked {
  readonly manifest: Manifest;
  readonly provider: string;
  readonly others: readonly string[];
}

function checkProvider(outputs: readonly Output[], asked: Asked, stated: Stated): Diagnostic[] {
  const { manifest, provider, others } = asked;
  return features.flatMap((feature) => {
    const told = toldOf(manifest.support?.[feature.id]);
    if (!told) return [];
    const places = usesIn(outputs, feature, stated).filter(({ isStated }) => isStated || told.isStatedLevel);
    if (places.length === 0) return [];
    const title = manifest.title ?? provider;
    const about = { feature, title, provider, others };
    return remarkOn(about, weighed(told, places), distinct(places, stated));
  });
}

/** Nobody is kept from rendering by what nobody wrote. */
function weighed(told: Told, places: readonly Placed[]): Told {
  return places.some(({ isStated }) => isStated) ? told : { ...told, level: "info" };
}

function usesIn(outputs: readonly Output[], feature: Feature, stated: Stated): Placed[] {
  return outputs.flatMap((output) => {
    const file = outputs.filter(({ path }) => path === output.path);
    return [...feature.find(output, file)].map((use) => placed(feature, use, stated.schema));
  });
}

/** Each place once: a template's key stands for all jobs that extend it. */
function distinct(places: readonly Placed[], { at }: Stated): Subject[] {
  const seen = new Map<string, Subject>();
  for (const { subject } of places) {
    const place = places.length > 1 ? at(subject) : undefined;
    const key = place ? `${place.file}:${place.line}:${place.column}` : subject.join("\0");
    if (!seen.has(key)) seen.set(key, subject);
  }
  return [...seen.values()];
}
