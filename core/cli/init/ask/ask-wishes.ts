import type { Known, Offer } from "../draft.ts";
import { outputsFor } from "../draft.ts";
import { applyWishes, isOfTests } from "../wishes/apply.ts";
import type { Wishes } from "../wishes/wishes.ts";
import { askJobs } from "./ask-jobs.ts";
import { askLevels } from "./ask-levels.ts";
import { askMatrix } from "./ask-matrix.ts";
import { askRunner } from "./ask-runner.ts";
import { askServices } from "./ask-services.ts";
import type { Prompts } from "./prompts.ts";

/** Asks for all that a new cig.toml leaves open and no option has said; the options' own answers stay. */
export async function askWishes(prompts: Prompts, known: Known, offer: Offer, told: Wishes): Promise<Wishes> {
  // Without a job there is nothing that all the rest would be about.
  if (offer.jobs.length === 0) return told;
  const providers = told.providers.length > 0 ? told.providers : await askProviders(prompts, known, offer);
  let wishes: Wishes = { ...told, providers };
  if (told.jobs.length === 0 && told.without.length === 0)
    wishes = { ...wishes, jobs: await askJobs(prompts, offer) };
  const tests = () => applyWishes(offer.jobs, wishes).filter(isOfTests);
  if (told.matrix.size === 0) wishes = { ...wishes, matrix: await askMatrix(prompts, tests(), known.facts) };
  if (told.services === undefined && tests().length > 0)
    wishes = { ...wishes, services: await askServices(prompts, tests(), offer) };
  if (told.runner === undefined) wishes = { ...wishes, ...(await askRunner(prompts)) };
  if (!told.skip) wishes = { ...wishes, skip: await prompts.yes(skipQuestion, false) };
  const isRuled = known.plugins.some(({ capabilities }) =>
    capabilities.some((one) => one.startsWith("policy:")),
  );
  if (told.levels.size === 0 && isRuled) wishes = { ...wishes, levels: await askLevels(prompts) };
  return wishes;
}

const skipQuestion = "Leave out jobs that passed on the same files? (CI then fetches cig; see [skip])";

function askProviders(prompts: Prompts, known: Known, { providers }: Offer): Promise<string[]> {
  const usual = outputsFor(known, []).map(({ provider }) => provider);
  const choices = providers.map((name) => {
    const [output] = outputsFor(known, [name]);
    return { value: name, label: name, ...(output && { hint: output.path }) };
  });
  return prompts.several("Which CI shall it run on?", choices, { initial: usual, atLeastOne: true });
}
