import type { World } from "../world.ts";
import { evaluateText } from "./logic.ts";

export type Values = Readonly<Record<string, unknown>>;

/** The `pipeline.*` values of a run. */
export function pipelineValues(world: World, parameters: Values): Record<string, unknown> {
  const { started } = world;
  const events: Readonly<Record<string, string>> = { manual: "api", merge_queue: "push", release: "push" };
  return {
    "pipeline.id": "5034460f-c7c4-4c43-9457-de07e2029e7b",
    "pipeline.number": 4,
    "pipeline.project.git_url": "https://example.org/acme/app",
    "pipeline.project.slug": "gh/acme/app",
    "pipeline.project.type": "github",
    "pipeline.git.tag": started.tag,
    "pipeline.git.branch": started.branch,
    "pipeline.git.revision": started.sha,
    "pipeline.git.base_revision": "",
    "pipeline.git.branch.is_default": started.branch === "main",
    "pipeline.in_setup": false,
    "pipeline.trigger_source":
      started.event === "schedule" ? "scheduled_pipeline" : started.event === "manual" ? "api" : "webhook",
    "pipeline.event.name": events[started.event] ?? started.event,
    // A pipeline whose expressions ask other events for these is not made.
    ...(started.event === "pull_request" && {
      "pipeline.event.github.pull_request.number": 7,
      "pipeline.event.github.pull_request.title": "A change",
      "pipeline.event.github.pull_request.base.ref": "main",
    }),
    "pipeline.schedule.name": started.event === "schedule" ? "schedule" : "",
    "pipeline.schedule.id": "",
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [`pipeline.parameters.${name}`, value]),
    ),
  };
}

/** A node with every `<< name >>` that is known replaced; `\<<` is what it says. A text that is one name keeps the type. */
export function substitute(node: unknown, values: Values): unknown {
  if (typeof node === "string") return substituteText(node, values);
  if (Array.isArray(node)) return node.map((item) => substitute(item, values));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      String(substituteText(key, values)),
      substitute(value, values),
    ]),
  );
}

function substituteText(text: string, values: Values): unknown {
  const chosen = evaluate(text, values);
  if (chosen !== undefined) return chosen;
  const whole = /^<<\s*([\w.-]+)\s*>>$/.exec(text);
  if (whole && whole[1]! in values) return values[whole[1]!];
  return text.replace(/\\<<|<<\s*([\w.-]+)\s*>>/g, (all, name?: string) => {
    if (name === undefined) return all;
    return name in values ? String(values[name]) : all;
  });
}

/** A text that is one expression of several values: `<< pipeline.git.tag or "" >>`. Undefined for any other. */
function evaluate(text: string, values: Values): unknown {
  const source = /^<<\s*(.*\s(?:or|and)\s.*?)\s*>>$/.exec(text)?.[1];
  if (source === undefined || source.includes("<<")) return undefined;
  return evaluateText(source, values);
}

/** What CircleCI makes of the escapes that are left at the end. */
export function withoutEscapes(node: unknown): unknown {
  if (typeof node === "string") return node.replaceAll("\\<<", "<<");
  if (Array.isArray(node)) return node.map(withoutEscapes);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutEscapes(value)]));
}
