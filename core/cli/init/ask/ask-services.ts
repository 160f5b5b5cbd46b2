import { displayName } from "../../display-name.ts";
import { placeText } from "../../findings.ts";
import type { Offer } from "../draft.ts";
import type { DraftJob } from "../jobs.ts";
import type { Prompts } from "./prompts.ts";

/** What has to run beside the tests; versions are those that were found. */
export async function askServices(
  prompts: Prompts,
  tests: readonly DraftJob[],
  { services }: Offer,
): Promise<ReadonlyMap<string, string | undefined>> {
  const found = new Map(
    tests.flatMap((job) => job.services.map((service) => [service.name, service] as const)),
  );
  const choices = services.map((name) => {
    const service = found.get(name);
    const place = service?.fact?.evidence[0];
    return {
      value: name,
      label: [displayName(name), service?.version].filter(Boolean).join(" "),
      ...(place && { hint: placeText(place) }),
    };
  });
  if (choices.length === 0) return new Map();
  const chosen = await prompts.several("Which services do the tests need?", choices, {
    initial: [...found.keys()],
  });
  return new Map(chosen.map((name) => [name, found.get(name)?.version]));
}
