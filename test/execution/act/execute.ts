import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../shell.ts";
import { openMachine, traceOf, type World } from "../world.ts";

/** The program `act`; absent where nobody has put it. */
export const act = process.env.CIG_ACT;

/** True for a workflow that needs nothing from the network: act has checkouts of its own, and no other action. */
export function canAct(world: World): boolean {
  const workflow = readFileSync(join(world.origin, ".github/workflows/ci.yml"), "utf8");
  const actions = [...workflow.matchAll(/uses: ([\w./-]+)/g)].map(([, name]) => name!);
  return (
    world.started.occasion === "push to main" &&
    actions.every((name) => /^(?:actions\/checkout$|\.\/)/.test(name))
  );
}

/**
 * Runs the workflow on this machine by act, a program of others that plays GitHub's runners, and answers with what
 * the scripts wrote to $TRACE. It reports one result for all variants of a matrix, so that results are not asked.
 */
export function actTrace(world: World): { trace: string[]; said: string } {
  const machine = openMachine(world);
  const secrets = Object.entries(world.secrets).flatMap(([name, value]) => ["--secret", `${name}=${value}`]);
  const { said } = run(
    act!,
    [
      "push",
      "-P",
      "ubuntu-latest=-self-hosted",
      "--no-cache-server",
      "--env",
      `TRACE=${world.trace}`,
      ...secrets,
    ],
    { cwd: world.origin, env: { ...machine.env, XDG_CACHE_HOME: machine.temp } },
  );
  return { trace: traceOf(world), said };
}
