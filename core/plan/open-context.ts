import { basename } from "node:path";
import type { Fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import type { Config } from "../config/config.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Host } from "../host/host.ts";
import type { Repo } from "../repo/repo.ts";
import type { Context } from "./context.ts";
import { literalOf } from "./resolver.ts";

/** Gathers what the parts of the plan work with. A remark that was made already is not made again. */
export function openContext(
  host: Pick<Host, "plugins" | "call">,
  config: Config,
  repo: Pick<Repo, "root" | "paths">,
  facts: readonly Fact[],
): { context: Context; diagnostics: readonly Diagnostic[] } {
  const { schema } = config;
  const diagnostics: Diagnostic[] = [];
  const said = new Set<string>();
  const context: Context = {
    config,
    schema,
    host,
    paths: repo.paths,
    scope: {
      variables: new Map(config.variables.map((variable) => [variable.name, variable])),
      projectName: schema.project?.name ?? basename(repo.root),
      facts: withStatedVersions(bestFacts(facts), config),
    },
    report(...remarks) {
      for (const remark of remarks) {
        const key = JSON.stringify([
          remark.code,
          remark.message,
          remark.subject,
          remark.at?.line,
          remark.at?.column,
        ]);
        if (said.has(key)) continue;
        said.add(key);
        diagnostics.push(remark);
      }
    },
  };
  if (schema.gate !== undefined && schema.gate !== false) context.report(noGate());
  return { context, diagnostics };
}

/** The value of each key; of several plugins' the surest, then the first by name. */
function bestFacts(facts: readonly Fact[]): Map<string, string> {
  const best = new Map<string, Fact>();
  for (const fact of facts) {
    const other = best.get(fact.key);
    if (!other || fact.confidence > other.confidence) best.set(fact.key, fact);
  }
  return new Map([...best].map(([key, { value }]) => [key, value]));
}

/** A variable such as NODE_VERSION decides which version is used, and so what `{{ node_version }}` means. */
function withStatedVersions(facts: Map<string, string>, { variables }: Config): ReadonlyMap<string, string> {
  for (const { name, text } of variables) {
    const tool = /^([A-Z][A-Z0-9]*)_VERSION$/.exec(name)?.[1];
    const version = literalOf(text);
    if (tool !== undefined && version !== undefined) facts.set(`${tool.toLowerCase()}.version`, version);
  }
  return facts;
}

function noGate(): Diagnostic {
  return diagnose("CIG112", "The gate job is not made by this version of cig.", {
    level: "warning",
    hint: "Require the jobs' own checks, and remove [gate].",
    subject: ["gate"],
  });
}
