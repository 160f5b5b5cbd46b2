import { create } from "@bufbuild/protobuf";
import { type NamedText, NamedTextSchema } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Subject } from "../context.ts";
import type { Resolver } from "../resolver.ts";
import { envName } from "../run-script/env-name.ts";
import { type Binding, bindScript } from "../run-script/run-script.ts";
import { type AxisValues, trustOfText } from "./trust.ts";

/** A script without names, and the step's environment with what they stand for behind what it has already. */
export function planScript(
  resolver: Resolver,
  source: string,
  shell: string,
  env: readonly NamedText[],
  outerNames: ReadonlySet<string>,
  axisValues: AxisValues,
  subject: Subject,
): { readonly script: string; readonly env: NamedText[] } {
  const own = new Set(env.map(({ name }) => name));
  const bound = bindScript(
    source,
    shell,
    (name) => lookUp(resolver, name, axisValues, subject),
    (variable) => own.has(variable) || outerNames.has(variable) || ownOfCig.test(variable),
  );
  for (const problem of bound.problems) resolver.problem(problem, subject);
  return { script: bound.script, env: [...env, ...bound.env.map((each) => create(NamedTextSchema, each))] };
}

/** Variables by which people tell cig itself something. */
const ownOfCig = /^CIG_(?:VAR_|FORCE$)/;

/** What every copy of a job has in a variable of the job. */
const ofCopy: ReadonlySet<string> = new Set(["shard.index", "shard.total"]);

function lookUp(
  resolver: Resolver,
  name: string,
  axisValues: AxisValues,
  subject: Subject,
): ReturnType<Parameters<typeof bindScript>[2]> {
  const { text, problems } = resolver.lookUp(`{{ ${name} }}`, subject);
  if (problems.length > 0) return problems[0]!;
  const path = name.split(".");
  const trust = trustOfText(text, axisValues);
  // The variable is there anyway, under this very name.
  if (path[0] === "env" && path.length === 2 && /^[A-Za-z_]\w*$/.test(path[1]!))
    return { wanted: path[1]!, ...trust };
  if (ofCopy.has(name)) return { wanted: envName(path), ...trust };
  return { wanted: envName(path), value: text, ...trust } satisfies Binding;
}
