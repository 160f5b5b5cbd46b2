import { type Checkout, quotedWord, type Step, Submodules, type Table, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { uploaded } from "../value/interpolation.ts";
import { wordOf } from "../value/text.ts";

/** What the agent is told of its checkout, by variables of the job. */
export function checkoutVariables(steps: readonly Step[]): Table {
  const first = firstCheckout(steps);
  if (!first) return new Map<string, Yaml>([["BUILDKITE_SKIP_CHECKOUT", "true"]]);
  const variables = new Map<string, Yaml>();
  // The agent keeps a clone and fetches what is new, which is the last commit and more.
  if (first.depth !== undefined && first.depth > 1) {
    variables.set("BUILDKITE_GIT_CLONE_FLAGS", uploaded(`-v --depth=${first.depth}`));
    variables.set("BUILDKITE_GIT_FETCH_FLAGS", uploaded(`-v --prune --depth=${first.depth}`));
  }
  // What the agent does unasked, unless somebody has told it to fetch less.
  if (first.depth === 0) variables.set("BUILDKITE_GIT_CLONE_FLAGS", "-v");
  if (first.submodules !== Submodules.UNSPECIFIED) variables.set("BUILDKITE_GIT_SUBMODULES", "true");
  return variables;
}

/** Lines for what the agent's own checkout does not do; the first checkout is the agent's, unless it has a path. */
export function checkoutLines(checkout: Checkout, isAgents: boolean, scope: Scope): string[] {
  const hasRef = checkout.ref !== undefined && checkout.ref.parts.length > 0;
  const ref = hasRef ? wordOf(checkout.ref, below(scope, "ref")) : '"$BUILDKITE_COMMIT"';
  if (isAgents) {
    const lines = [
      ...(hasRef ? [`git fetch origin ${ref}`, "git checkout --detach FETCH_HEAD"] : []),
      ...(hasRef && checkout.submodules !== Submodules.UNSPECIFIED ? submoduleLines("git", checkout) : []),
      ...(checkout.lfs ? ["git lfs install --local", "git lfs pull"] : []),
    ];
    return lines.length > 0 ? ['echo "--- Check out"', ...lines] : [];
  }
  const path = quotedWord(checkout.path || ".");
  const git = `git -C ${path}`;
  const depth = checkout.depth === 0 ? "" : ` --depth ${checkout.depth ?? 1}`;
  return [
    `echo "--- Check out"`,
    `git init ${path}`,
    `${git} fetch${depth} "$BUILDKITE_REPO" ${ref}`,
    `${git} checkout --detach FETCH_HEAD`,
    ...(checkout.submodules === Submodules.UNSPECIFIED ? [] : submoduleLines(git, checkout)),
    ...(checkout.lfs ? [`${git} lfs install --local`, `${git} lfs pull "$BUILDKITE_REPO"`] : []),
  ];
}

/** The checkout that the agent does: the first, if it goes to the job's folder. */
export function firstCheckout(steps: readonly Step[]): Checkout | undefined {
  const first = steps.find(({ kind }) => kind.case === "checkout");
  if (first?.kind.case !== "checkout" || !isHere(first.kind.value.path)) return undefined;
  return first.kind.value;
}

function isHere(path: string): boolean {
  return path === "" || path === "." || path === "./";
}

function submoduleLines(git: string, { submodules }: Checkout): string[] {
  const recursive = submodules === Submodules.RECURSIVE ? " --recursive" : "";
  return [`${git} submodule sync${recursive}`, `${git} submodule update --init${recursive}`];
}
