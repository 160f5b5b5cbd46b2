import { setMaxListeners } from "node:events";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  PinQuestion,
  VersionsRequest,
  VersionsResponseSchema,
} from "../proto/gen/cig/plugin/v1/pins_pb.ts";
import type { OutsideCall } from "./outside-call.ts";
import { eachOf } from "./store/index.ts";

/**
 * Knows which versions there are of what files fetch of third parties. It is asked once, never remembered, and talks only
 * to hosts that the request's grants name. It answers every question, with a problem where it cannot tell; an Error that
 * is thrown is one problem for all. `pinSource` makes one of a function that looks up a single name.
 */
export interface PinSource {
  versions(
    request: VersionsRequest,
    call: OutsideCall,
  ): Promise<MessageInitShape<typeof VersionsResponseSchema>>;
}

/** A version and the full commit or digest that it is. */
export interface KnownVersion {
  /** Empty for an image. */
  readonly version: string;
  readonly digest: string;
}

/** What a single name is looked up with. */
export interface PinLookup extends OutsideCall {
  readonly grants: readonly string[];
}

/** A source that asks for one name at a time. An Error ends a sentence that begins with the name: "is not there". */
export function pinSource(
  lookUp: (question: PinQuestion, lookup: PinLookup) => Promise<readonly KnownVersion[]>,
): PinSource {
  return {
    async versions({ questions, grants, deadlineMs }, { signal }) {
      const until = deadlineMs === 0 ? signal : AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
      // Every name that is asked for listens, which is many, and no leak.
      setMaxListeners(0, until);
      const answers = await eachOf(questions, async (question) => {
        const { provider, name } = question;
        try {
          const versions = await lookUp(question, { grants, signal: until });
          return { provider, name, versions: versions.map((known) => ({ name, ...known })) };
        } catch (error) {
          return { provider, name, problem: error instanceof Error ? error.message : String(error) };
        }
      });
      return { answers };
    },
  };
}
