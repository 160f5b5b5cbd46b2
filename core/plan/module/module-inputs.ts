import { create } from "@bufbuild/protobuf";
import { type Input, InputSchema } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { TomlValue } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { InstalledPlugin } from "../../host/host.ts";
import type { Context, Subject } from "../context.ts";
import { literalOf, type Resolver } from "../resolver.ts";
import { toValue } from "../value.ts";

type Spec = InstalledPlugin["manifest"]["inputs"][string];

/**
 * What cig.toml gives a module, checked against the manifest's [inputs], sorted by name. Defaults are left to the
 * plugin. `among` are all inputs that come in the end, those that a matrix or a variable adds too.
 */
export function planInputs(
  context: Context,
  resolver: Resolver,
  plugin: InstalledPlugin,
  given: Readonly<Record<string, TomlValue>>,
  subject: Subject,
  added: readonly Input[] = [],
): Input[] {
  const specs = plugin.manifest.inputs;
  const inputs = Object.entries(given).flatMap(([name, value]) => {
    const place = [...subject, name];
    if (Object.hasOwn(specs, name))
      return toInput(context, resolver, plugin, name, specs[name]!, value, place);
    context.report(unknownInput(plugin, name, place));
    return [];
  });
  const all = [...inputs, ...added.filter(({ name }) => !Object.hasOwn(given, name))];
  for (const [name, spec] of Object.entries(specs))
    if (
      !spec.optional &&
      spec.default === undefined &&
      !Object.hasOwn(given, name) &&
      !all.some((input) => input.name === name)
    )
      context.report(
        diagnose(
          "CIG105",
          `${plugin.name} needs the input "${name}"${spec.description ? `: ${spec.description.replace(/\.$/, "")}` : ""}.`,
          {
            hint: `Add with = { ${name} = … }.`,
            subject,
          },
        ),
      );
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function unknownInput(plugin: InstalledPlugin, name: string, subject: Subject) {
  const names = Object.keys(plugin.manifest.inputs).sort();
  const near = nearest(name, names);
  const hint = near
    ? `Did you mean "${near}"?`
    : names.length > 0
      ? `It has ${names.join(", ")}.`
      : "It has none: remove this.";
  return diagnose("CIG410", `${plugin.name} ${plugin.version} has no input "${name}".`, { hint, subject });
}

function toInput(
  context: Context,
  resolver: Resolver,
  plugin: InstalledPlugin,
  name: string,
  spec: Spec,
  value: TomlValue,
  subject: Subject,
): Input[] {
  if (spec.type === "string" && Number.isInteger(value))
    return toInput(context, resolver, plugin, name, spec, String(value), subject);
  if (typeof value === "string") {
    const text = resolver.text(value, subject);
    if (
      spec.type === "string" ||
      (literalOf(text) === undefined && spec.type !== "list" && spec.type !== "table")
    )
      return [create(InputSchema, { name, value: { case: "text", value: text } })];
  } else if (typeOf(value) === spec.type) {
    const message = toValue(value, (source, path) => resolver.plain(source, [...subject, ...path]));
    return [create(InputSchema, { name, value: { case: "other", value: message } })];
  }
  const isNumber = spec.type === "string" && typeof value === "number";
  context.report(
    diagnose(
      "CIG104",
      `The input "${name}" of ${plugin.name} is ${words[spec.type]}, and this is ${words[typeOf(value)]}.`,
      {
        hint: isNumber
          ? `Write it in quotes, "${value}": as a number, 3.10 would be 3.1.`
          : `Write ${name} = ${examples[spec.type]}.`,
        subject,
      },
    ),
  );
  return [];
}

function typeOf(value: TomlValue): Spec["type"] {
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "bool";
    default:
      return "table";
  }
}

const words: Record<Spec["type"], string> = {
  string: "a text",
  number: "a number",
  bool: "true or false",
  list: "a list",
  table: "a table",
};

const examples: Record<Spec["type"], string> = {
  string: '"…"',
  number: "1",
  bool: "true",
  list: '["…"]',
  table: "{ … }",
};
