import { diagnose } from "../../diagnostic/codes.ts";
import type { Context } from "../context.ts";
import type { Draft } from "../job/draft.ts";
import { isCondition, textsIn, withoutQuoted } from "./walk.ts";

/** Warns of [variables] that no text, condition or version takes its value from. */
export function reportUnusedVariables(context: Context, drafts: readonly Draft[]): void {
  const { member, config } = context;
  const names = Object.keys((member ? member.own : config.schema).variables ?? {});
  if (names.length === 0) return;
  const used = new Set<string>();
  const bare = new Set<string>();
  for (const { text, subject } of textsIn(writtenFor(context), [])) {
    for (const [, name] of text.matchAll(/\{\{\s*([\w.-]+)\s*\}\}/g)) used.add(name!);
    for (const [, name] of text.matchAll(/\$(?:env:)?\{?([A-Za-z_]\w*)/g)) bare.add(name!);
    if (isCondition(subject))
      for (const [name] of withoutQuoted(text).matchAll(/[A-Za-z_][\w-]*(?:\.[\w-]+)*/g)) used.add(name);
  }
  const tools = toolsOf(drafts);
  for (const name of names) {
    if (used.has(name) || isVersionInUse(name, tools, used)) continue;
    context.report(
      diagnose("CIG414", `Nothing uses the variable "${name}".`, {
        hint: bare.has(name)
          ? `Scripts do not see it as $${name}: write {{ ${name} }}, or put it into [env].`
          : `Use it, as {{ ${name} }}, or remove it.`,
        subject: ["variables", name],
      }),
    );
  }
}

/** What can name the variables: the files as they are written, of a member its own with its jobs. */
function writtenFor({ member, config }: Context): unknown {
  if (!member) return [config.schema, config.members.map(({ own }) => own)];
  const ids = new Set(member.jobs.values());
  return [member.own, Object.entries(config.schema.jobs ?? {}).filter(([id]) => ids.has(id))];
}

/** Packages, services and modules that are used, as they stand in the name of a variable: NODE. */
function toolsOf(drafts: readonly Draft[]): ReadonlySet<string> {
  const uses = drafts.flatMap(({ packages, services, modules }) => [
    ...packages.flatMap(({ use }) => use ?? []),
    ...services.flatMap((service) => ("use" in service ? service.use : [])),
    ...modules,
  ]);
  return new Set(
    uses.map(({ use }) =>
      use.name
        .slice(use.name.lastIndexOf("/") + 1)
        .toUpperCase()
        .replace(/[^A-Z0-9]/g, "_"),
    ),
  );
}

/** NODE_VERSION decides the version of node, and so what `{{ node_version }}` is. */
function isVersionInUse(name: string, tools: ReadonlySet<string>, used: ReadonlySet<string>): boolean {
  const tool = /^([A-Z][A-Z0-9_]*)_VERSION$/.exec(name)?.[1];
  if (tool === undefined) return false;
  const word = tool.toLowerCase();
  return tools.has(tool) || used.has(`${word}_version`) || used.has(`facts.${word}.version`);
}
