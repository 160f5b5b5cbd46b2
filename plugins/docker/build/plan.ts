import {
  type Expression,
  literalOf,
  type MessageInitShape,
  type PlanRequest,
  type PlanResponseSchema,
  textInput,
  type Use,
  UseKind,
} from "cig/sdk";
import { build } from "./build.ts";
import { checkWish } from "./check.ts";
import { logIn } from "./login.ts";
import { not, pushCondition } from "./push-condition.ts";
import type { Remark } from "./remarks.ts";
import { type StepInit, setUpBuildx, setUpEmulation } from "./setup.ts";
import { type BuildWish, readWish } from "./wish.ts";

/** `packages = ["docker"]` sets Buildx up; a step builds an image. */
export function plan({ uses, project }: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const remarks: Remark[] = [];
  const prepared = new Set(uses.filter(isPackage).map(({ job }) => job));
  const resources = uses.map((use) => {
    const wish = isPackage(use) ? undefined : readWish(use);
    if (wish) remarks.push(...checkWish(use, wish));
    const branch = project?.defaultBranch || "main";
    const steps = wish
      ? buildSteps(use, wish, prepared.has(use.job), scopeOf(use, uses), branch)
      : [buildxFor(use)];
    const value = { use: use.id, steps, effects: wish?.push ?? false };
    return { id: use.id, kind: { case: "expansion" as const, value } };
  });
  return { resources, diagnostics: remarks };
}

function isPackage({ kind }: Use): boolean {
  return kind === UseKind.PACKAGE;
}

function buildxFor(use: Use): StepInit {
  return setUpBuildx(textInput(use, "buildx_version"));
}

/**
 * A step leans on nothing but the job's packages: an earlier step of the same kind may have a condition, and what it
 * set up would then be missing.
 */
function buildSteps(
  use: Use,
  wish: BuildWish,
  isPrepared: boolean,
  scope: string,
  defaultBranch: string,
): StepInit[] {
  const { username, password, registry, push } = wish;
  const when = push ? pushCondition(wish.pushWhen, defaultBranch) : undefined;
  return [
    ...(wish.platforms.some((platform) => literalOf(platform) !== "linux/amd64") ? [setUpEmulation()] : []),
    ...(isPrepared ? [] : [buildxFor(use)]),
    ...(push && username && password ? [given(when, logIn(username, password, registry))] : []),
    given(when, build(wish, scope)),
    // A run that does not push builds all the same.
    ...(when ? [given(not(when), build({ ...wish, push: false }, scope))] : []),
  ];
}

function given(condition: Expression | undefined, step: StepInit): StepInit {
  return condition ? { ...step, condition } : step;
}

/** The job, and the place of the step where it has several, so that their layers do not displace each other. */
function scopeOf(use: Use, uses: readonly Use[]): string {
  const builds = uses.filter((other) => other.job === use.job && !isPackage(other)).sort(inOrderOfSteps);
  const job = use.job.replace(/[^\w.-]+/g, "-") || "build";
  const place = builds.findIndex(({ id }) => id === use.id);
  return place > 0 ? `${job}-${place + 1}` : job;
}

/** "build/steps/2" before "build/steps/10", whatever the order of the request. */
function inOrderOfSteps(a: Use, b: Use): number {
  const [first, second] = [a.id, b.id].map((id) => id.replace(/\d+/g, (digits) => digits.padStart(9, "0")));
  return first! < second! ? -1 : first! > second! ? 1 : 0;
}
