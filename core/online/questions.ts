import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import { byCodeUnit } from "../compare.ts";
import type { PinUse } from "../lock/used-pins.ts";
import { pinKey, repositoryOf } from "../pins.ts";
import { openImages, openNatives } from "../plan/pins.ts";

/** A line of cig.lock that could be moved, or written. */
export interface Question {
  /** As in `[pins]`: "actions/checkout@v7", "postgres:16". */
  readonly key: string;
  /** "github"; empty for an image. */
  readonly provider: string;
  /** "actions/checkout", "postgres:16" */
  readonly name: string;
  /** What is asked for by anybody, sorted: "v7", "v7.0". Empty for an image. */
  readonly wanted: readonly string[];
}

/**
 * What can be asked about a plan that holds no pins: building blocks that the files fetch by commit, those that name a
 * version only, and images with a tag. Sorted by key.
 */
export function questionsOf(outputs: readonly Output[], pins: readonly PinUse[]): Question[] {
  const questions = new Map<string, Question>();
  const ask = (provider: string, name: string, key: string, word: string) => {
    const wanted = [...new Set([...(questions.get(key)?.wanted ?? []), word])].sort();
    questions.set(key, { key, provider, name, wanted });
  };
  for (const { key, provider, name, pin } of pins) ask(provider, name, key, lineOf(key) ?? pin.version);
  for (const { provider, uses, version } of openNatives(outputs)) {
    // A local folder has no versions, and an image is none of a repository.
    if (/^(?:\.{1,2}\/|docker:\/\/)/.test(uses)) continue;
    const name = repositoryOf(uses);
    ask(provider, name, pinKey(name, version), version);
  }
  for (const image of openImages(outputs))
    questions.set(image, { key: image, provider: "", name: image, wanted: [] });
  return [...questions.values()].sort((a, b) => byCodeUnit(a.key, b.key));
}

/** "v7" of "actions/checkout@v7". */
function lineOf(key: string): string | undefined {
  return /@([^@/]+)$/.exec(key)?.[1];
}
