import { parseText } from "../../config/expressions.ts";
import type { CommandToml, StepToml, TomlValue } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Context, Subject } from "../context.ts";
import { literalOf, type Resolver } from "../resolver.ts";
import type { CallSite, Given } from "./calls.ts";
import type { Named } from "./expand.ts";

type InputToml = NonNullable<CommandToml["inputs"]>[string];

/** What a call gives to each input of a command. Reports what is unknown, missing, or of another type. */
export function giveInputs(
  context: Context,
  { command, subject: definition }: Named,
  step: StepToml,
  subject: Subject,
  site: CallSite | undefined,
): ReadonlyMap<string, Given> {
  const inputs = command.inputs ?? {};
  const given = (step.with ?? {}) as Readonly<Record<string, TomlValue>>;
  for (const name of Object.keys(given))
    if (!Object.hasOwn(inputs, name))
      context.tell(unknownInput(step.command!, name, Object.keys(inputs), [...subject, "with", name]));
  const result = new Map<string, Given>();
  for (const [name, input] of Object.entries(inputs)) {
    const type = input.type ?? "string";
    const value = given[name];
    if (value !== undefined) {
      const place = [...subject, "with", name];
      const source = fitting(name, input, value);
      if (typeof source === "object") context.tell(wrongValue(step.command!, source.why, source.hint, place));
      else
        result.set(name, {
          source,
          type,
          subject: place,
          site,
          ...(input.options && { options: input.options }),
        });
    } else if (input.default !== undefined)
      result.set(name, {
        source: input.default as string | number | boolean,
        type,
        subject: [...definition, "inputs", name, "default"],
        site: undefined,
      });
    else if (input.required === false)
      result.set(name, {
        source: type === "boolean" ? false : "",
        type,
        subject: [...definition, "inputs", name],
        site: undefined,
      });
    else
      context.tell(
        missing(step.command!, name, input, step.with === undefined ? subject : [...subject, "with"]),
      );
  }
  // What is wrong is told; the names go on to exist.
  for (const [name, { type = "string" }] of Object.entries(inputs))
    if (!result.has(name)) result.set(name, { source: "", type, subject, site: undefined });
  return result;
}

interface Misfit {
  readonly why: string;
  readonly hint: string;
}

/** The value as the input's type has it, or why it has not. A text with names may become anything. */
function fitting(name: string, input: InputToml, value: TomlValue): string | number | boolean | Misfit {
  const type = input.type ?? "string";
  if (typeof value === "object")
    return misfit(
      `"${name}" is one value, and this is a ${Array.isArray(value) ? "list" : "table"}`,
      'Write text: "…".',
    );
  if (typeof value === "string" && hasNames(value)) return value;
  switch (type) {
    case "string":
      if (typeof value === "number" && !Number.isInteger(value))
        return misfit(
          `"${name}" is a text, and this is a number`,
          `Write it in quotes, "${value}": as a number, 3.10 would be 3.1.`,
        );
      return value;
    case "boolean":
      return typeof value === "boolean"
        ? value
        : misfit(
            `"${name}" is true or false, and this is ${shown(value)}`,
            `Write ${name} = true or ${name} = false.`,
          );
    case "number":
      return typeof value === "number"
        ? value
        : misfit(`"${name}" is a number, and this is ${shown(value)}`, `Write ${name} = 1, without quotes.`);
    case "choice": {
      const options = input.options ?? [];
      if (typeof value === "string" && options.includes(value)) return value;
      const near = nearest(String(value), options);
      return misfit(
        `"${name}" is one of ${options.join(", ")}, and this is ${shown(value)}`,
        near ? `Did you mean "${near}"?` : `Write one of ${options.map((each) => `"${each}"`).join(", ")}.`,
      );
    }
  }
}

/** Reports values that a call gives by static names and that are not of the input's type. */
export function checkGiven(context: Context, resolver: Resolver, site: CallSite): void {
  for (const [name, { source, type, options = [], subject }] of site.inputs ?? []) {
    if (typeof source !== "string" || !hasNames(source)) continue;
    const value = literalOf(resolver.given(site, name));
    if (value === undefined || fits(type, options, value)) continue;
    const wanted = type === "choice" ? `one of ${options.join(", ")}` : `a ${type}`;
    context.tell(
      diagnose(
        "CIG104",
        `Of the command "${site.step.command}", "${name}" is ${wanted}, and this is "${value}".`,
        {
          hint: "Give a value that fits, or change the variable that it comes from.",
          subject,
        },
      ),
    );
  }
}

function fits(type: Given["type"], options: readonly string[], value: string): boolean {
  switch (type) {
    case "string":
      return true;
    case "boolean":
      return value === "true" || value === "false";
    case "number":
      return value.trim() !== "" && Number.isFinite(Number(value));
    case "choice":
      return options.includes(value);
  }
}

function misfit(why: string, hint: string): Misfit {
  return { why, hint };
}

function hasNames(source: string): boolean {
  return source.includes("{{") && parseText(source).names.length > 0;
}

function shown(value: string | number | boolean): string {
  return typeof value === "string" ? `the text "${value}"` : String(value);
}

function unknownInput(command: string, name: string, names: readonly string[], subject: Subject) {
  const near = nearest(name, names);
  const hint = near
    ? `Did you mean "${near}"?`
    : names.length > 0
      ? `It has ${names.join(", ")}.`
      : "It has none: remove this.";
  return diagnose("CIG410", `The command "${command}" has no input "${name}".`, { hint, subject });
}

function missing(command: string, name: string, { description }: InputToml, subject: Subject) {
  return diagnose(
    "CIG105",
    `The command "${command}" needs the input "${name}"${description ? `: ${description.replace(/\.$/, "")}` : ""}.`,
    { hint: `Add with = { ${name} = … }.`, subject },
  );
}

function wrongValue(command: string, why: string, hint: string, subject: Subject) {
  return diagnose("CIG104", `Of the command "${command}", ${why}.`, { hint, subject });
}
