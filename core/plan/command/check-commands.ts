import { diagnose } from "../../diagnostic/codes.ts";
import type { Context } from "../context.ts";
import { expandDefinition, type Named } from "./expand.ts";

/** Reports commands that call each other in a circle, and calls in commands that are not right, called or not. */
export function checkCommands(context: Context, names: readonly string[]): void {
  const done = new Set<string>();
  const walk = (name: string, trail: readonly Named[]): void => {
    const named = context.command(name);
    if (!named || done.has(named.id)) return;
    const from = trail.findIndex(({ id }) => id === named.id);
    if (from >= 0) {
      context.tell(circle([...trail.slice(from), named]));
      return;
    }
    for (const { command } of named.command.steps)
      if (command !== undefined) walk(command, [...trail, named]);
    done.add(named.id);
  };
  for (const name of names) {
    walk(name, []);
    expandDefinition(context, context.command(name)!);
  }
}

function circle(round: readonly Named[]) {
  const [first] = round as readonly [Named, ...Named[]];
  const next = round[1]!.id;
  const index = first.command.steps.findIndex(({ command }) => command === next);
  return diagnose(
    "CIG427",
    round.length === 2
      ? `The command "${first.id}" calls itself, so that it would never end.`
      : `These commands call each other in a circle: ${round.map(({ id }) => id).join(" → ")}.`,
    {
      hint: "Remove one of these calls.",
      subject: [...first.subject, "steps", ...(index === -1 ? [] : [String(index), "command"])],
    },
  );
}
