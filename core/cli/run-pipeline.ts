import { diagnose } from "../diagnostic/codes.ts";
import type { Emit } from "../event.ts";
import { startEarlyHost } from "../host/early-host.ts";
import type { PipelineOptions, PipelineResult } from "../pipeline/pipeline.ts";
import { version } from "../version.ts";
import { type Arguments, type Invocation, Refusal } from "./invocation.ts";
import { type Location, locate } from "./locate.ts";

/** What a run of the pipeline came to, and where. */
export interface Run extends PipelineResult {
  readonly root: string;
  /** Plugins that looked at the repository, found nothing and were not asked for anything else. */
  readonly idle: ReadonlySet<string>;
}

/** Runs the stages as the options of the command line say. */
export async function runFor(
  invocation: Invocation,
  until: PipelineOptions["until"],
  more: Pick<PipelineOptions, "repo" | "forgetPins" | "pins" | "config"> = {},
): Promise<Run> {
  const options = pipelineOptions(invocation, locate(invocation.arguments), until);
  const busy = new Set<string>();
  const emit: Emit = (event) => {
    if (event.kind === "plugin-answered" && event.hook !== "detect") busy.add(event.plugin);
    options.emit(event);
  };
  // Two processes wake up at once: the plugins' while this one loads the stages.
  const early = options.isolate ? undefined : startEarlyHost(options.root);
  const { runPipeline } = await import("../pipeline/pipeline.ts");
  const result = await runPipeline({ ...options, emit, early, ...more });
  invocation.reporter.clear();
  for (const { plugin } of result.detected?.facts ?? []) busy.add(plugin);
  const idle = new Set(result.plugins.map(({ name }) => name).filter((name) => !busy.has(name)));
  return { ...result, root: options.root, idle };
}

/** What the command line says to the pipeline. */
export function pipelineOptions(
  { arguments: given, environment, reporter }: Invocation,
  { root, configFile }: Location,
  until: PipelineOptions["until"],
): PipelineOptions {
  const profile = given.one("profile");
  const providers = given.all("provider");
  return {
    root,
    ...(configFile !== undefined && { configFile }),
    ...(profile !== undefined && { profile }),
    ...(providers.length > 0 && { providers: [...new Set(providers)] }),
    variables: variablesOf(given),
    environment,
    memo: (given.one("memo") ?? "on") as PipelineOptions["memo"],
    isolate: given.has("isolate"),
    allowPath: given.has("allow-path"),
    until,
    emit: reporter.emit,
    coreVersion: version,
  };
}

/** `--var KEY=VALUE`; the last one of a key counts, and a value may hold further equals signs. */
export function variablesOf(given: Arguments): Record<string, string> {
  const pairs = given.all("var").map((text): [string, string] => {
    const equals = text.indexOf("=");
    const key = text.slice(0, Math.max(0, equals));
    if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return [key, text.slice(equals + 1)];
    const message = `"${text}" is not of the form KEY=VALUE with a name of [variables].`;
    throw new Refusal([diagnose("CIG703", message, { hint: "Write it like --var RUBY_VERSION=3.3" })]);
  });
  return Object.fromEntries(pairs);
}
