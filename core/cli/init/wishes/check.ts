import type { Diagnostic } from "../../../diagnostic/diagnostic.ts";
import { isSharedLabel } from "../../../plan/job/shared-label.ts";
import type { Offer } from "../draft.ts";
import { applyWishes, isOfTests } from "./apply.ts";
import type { Wishes } from "./wishes.ts";
import { instead, wrongWish } from "./wrong.ts";

/** What of the wishes this repository, or what is installed, cannot grant. */
export function checkWishes(wishes: Wishes, offer: Offer): Diagnostic[] {
  return [
    ...wishes.providers.flatMap((name) => unknownProvider(name, offer)),
    ...[...wishes.jobs, ...wishes.without].flatMap((id) => unknownJob(id, offer)),
    ...noneLeft(wishes, offer),
    ...(wishes.runner === undefined || isSharedLabel(wishes.runner) ? [] : [unknownRunner(wishes.runner)]),
    ...[...(wishes.services ?? new Map()).keys()].flatMap((name) => impossibleService(name, wishes, offer)),
    ...[...wishes.matrix.keys()].flatMap((tool) => impossibleMatrix(tool, wishes, offer)),
  ];
}

/** Labels that a person may have meant. */
export const usualLabels = [
  "ubuntu-latest",
  "ubuntu-24.04",
  "ubuntu-22.04",
  "macos-latest",
  "macos-15",
  "macos-14",
  "windows-latest",
  "windows-2025",
  "windows-2022",
  "self-hosted",
];

function unknownProvider(name: string, { providers }: Offer): Diagnostic[] {
  if (providers.includes(name)) return [];
  const hint = instead(name, providers, "No provider is installed.");
  return [wrongWish(`No plugin renders for a provider "${name}".`, hint)];
}

function unknownJob(id: string, { jobs }: Offer): Diagnostic[] {
  const ids = jobs.map((job) => job.id);
  if (ids.includes(id)) return [];
  const hint = instead(id, ids, "No script to lint, test or build was found.");
  return [wrongWish(`No job "${id}" would be written for this repository.`, hint)];
}

function noneLeft(wishes: Wishes, { jobs }: Offer): Diagnostic[] {
  if (jobs.length === 0 || jobs.some(({ id }) => !wishes.without.includes(id))) return [];
  return [wrongWish("With these options no job is left to write.", "Leave out fewer of them.")];
}

function unknownRunner(label: string): Diagnostic {
  const near = instead(label, usualLabels, "");
  const hint = `${near}\nA machine of your own gets a name in cig.toml, with what each provider calls it; see [runners] in docs/language.md.`;
  return wrongWish(`"${label}" is no label of a machine that providers share.`, hint);
}

function impossibleService(name: string, wishes: Wishes, { jobs, services }: Offer): Diagnostic[] {
  if (!services.includes(name))
    return [
      wrongWish(`No plugin brings a service "${name}".`, instead(name, services, "None is installed.")),
    ];
  if (applyWishes(jobs, wishes).some(isOfTests)) return [];
  return [wrongWish(`No job would need the service "${name}": there is none that tests.`, "Leave it out.")];
}

function impossibleMatrix(tool: string, wishes: Wishes, { jobs }: Offer): Diagnostic[] {
  const tools = [
    ...new Set(
      applyWishes(jobs, wishes)
        .filter(isOfTests)
        .flatMap(({ packages }) => packages),
    ),
  ];
  if (tools.includes(tool)) return [];
  const hint = instead(tool, tools, "No job that tests installs a tool.");
  return [wrongWish(`No job that tests uses "${tool}", so it cannot run with several versions of it.`, hint)];
}
