import type { Leaf } from "./stages.ts";
import type { Stmt } from "./syntax.ts";
import { argumentOf, callsIn, plainText, section } from "./tree.ts";

/** What the gate is called that stands in `post` of the pipeline, or of the stage around all others; "" for none. */
export function gateOf(...bodies: readonly (readonly Stmt[])[]): string {
  const calls = bodies.flatMap((body) =>
    callsIn(section(body, "post") ?? []).flatMap((condition) => callsIn(condition.body ?? [])),
  );
  const gate = calls.find(({ name, of, args }) => name === "gate" && !of && args.length === 2);
  return gate ? (plainText(argumentOf(gate)) ?? "") : "";
}

/** The stages without the one that decides what is left out; nobody waits for it. */
export function withoutDeciding(leaves: readonly Leaf[]): Leaf[] {
  const isOurs = leaves.some(({ body }) => asksVerdict(body));
  const deciding = new Set(leaves.filter((leaf) => isOurs && decides(leaf)).map(({ id }) => id));
  if (deciding.size === 0) return [...leaves];
  return leaves
    .filter(({ id }) => !deciding.has(id))
    .map((leaf) => ({ ...leaf, before: leaf.before.filter((id) => !deciding.has(id)) }));
}

function decides({ body }: Leaf): boolean {
  return callsIn(section(body, "steps") ?? []).some(({ name, of }) => name === "decide" && !of);
}

function asksVerdict(body: readonly Stmt[]): boolean {
  return callsIn(section(body, "when") ?? []).some(({ body: inner }) =>
    callsIn(inner ?? []).some(({ name }) => name === "mustRun"),
  );
}
