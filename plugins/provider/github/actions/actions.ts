import type { Command, Output } from "cig/sdk";
import { openPins } from "../pins/pin.ts";
import type { Report } from "../report.ts";
import { jobScope, outputScope } from "../scope.ts";
import { groupCalls } from "./calls.ts";
import { callOf, canBeAction, isWorthwhile } from "./eligible.ts";

/** The commands that become composite actions, by id: those that are called at least twice and are shorter as such. */
export function chooseActions(outputs: readonly Output[], report: Report): ReadonlyMap<string, Command> {
  const chosen = new Map<string, Command>();
  for (const command of definitions(outputs)) {
    if (!canBeAction(command) || !isWorthwhile(command)) continue;
    if (countCalls(command, outputs, report) >= 2) chosen.set(command.id, command);
  }
  return chosen;
}

/** Each command once; one that two outputs define differently, as by their profiles, is none. */
function definitions(outputs: readonly Output[]): Command[] {
  const byId = new Map<string, Map<string, Command>>();
  for (const command of outputs.flatMap(({ commands }) => commands)) {
    const same = byId.get(command.id) ?? new Map<string, Command>();
    byId.set(command.id, same.set(JSON.stringify(command, plain), command));
  }
  return [...byId.values()].flatMap((same) => (same.size === 1 ? [...same.values()] : []));
}

function countCalls(command: Command, outputs: readonly Output[], report: Report): number {
  let count = 0;
  for (const output of outputs)
    for (const job of output.jobs) {
      const scope = jobScope(outputScope(output, report, openPins([]), new Map()), job);
      count += groupCalls(job.steps).filter(
        (group) => group.call?.command === command.id && callOf(group, command, job, scope),
      ).length;
    }
  return count;
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
