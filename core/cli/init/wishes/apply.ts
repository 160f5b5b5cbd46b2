import type { DraftJob } from "../jobs.ts";
import { type DraftService, whoNeeds } from "../services.ts";
import type { Wishes } from "./wishes.ts";

/** The jobs as somebody wants them; wishes that name nothing here change nothing (`checkWishes` tells them). */
export function applyWishes(jobs: readonly DraftJob[], wishes: Wishes): DraftJob[] {
  const kept = jobs.filter(
    ({ id }) => (wishes.jobs.length === 0 || wishes.jobs.includes(id)) && !wishes.without.includes(id),
  );
  const isKept = (id: string) => kept.some((job) => job.id === id);
  return withServices(kept, wishes).map((job) => ({
    ...job,
    needs: job.needs.filter(isKept),
    skip: wishes.skip,
    matrix: isOfTests(job) ? matrixOf(job, wishes) : new Map(),
  }));
}

/** True for a job that tests: only those have services, and several versions. */
export function isOfTests({ kind }: Pick<DraftJob, "kind">): boolean {
  return kind === "test";
}

/** Those that were found stay where they are; others go to the main tests. */
function withServices(jobs: readonly DraftJob[], { services: wanted }: Wishes): DraftJob[] {
  if (wanted === undefined) return [...jobs];
  const isThere = (name: string) => jobs.some(({ services }) => services.some((one) => one.name === name));
  const added = [...wanted.keys()].filter((name) => !isThere(name));
  const [main] = whoNeeds(
    new Set(),
    jobs.filter(isOfTests).map((job) => ({ job, plugin: "", root: job.workingDirectory })),
    [],
  );
  const first = main?.job ?? jobs.find(isOfTests);
  return jobs.map((job) => ({
    ...job,
    services: [
      ...job.services.filter(({ name }) => wanted.has(name)).map((service) => versioned(service, wanted)),
      ...(job === first ? added.map((name) => versioned({ name, files: new Set() }, wanted)) : []),
    ],
  }));
}

function versioned(service: DraftService, wanted: NonNullable<Wishes["services"]>): DraftService {
  const version = wanted.get(service.name);
  return version === undefined || version === service.version
    ? service
    : { name: service.name, version, files: service.files };
}

function matrixOf({ packages }: DraftJob, { matrix }: Wishes): ReadonlyMap<string, readonly string[]> {
  return new Map([...matrix].filter(([tool]) => packages.includes(tool)));
}
