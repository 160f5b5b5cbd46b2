import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isTable, type Raw, textIn } from "./source.ts";
import { tomlText } from "./text.ts";

/** Tells what is not carried. */
export type Tell = (
  path: readonly string[],
  what: string,
  why: string,
  kind?: "lost" | "changed" | "hatch",
) => void;

const shared: readonly string[] = ["name", "id", "if", "working_directory", "shell"];

/** What docker/build of cig takes. */
const buildInputs: ReadonlySet<string> = new Set(
  "context file target tag tags platforms push build_args cache load registry username password".split(" "),
);

/** The steps of a job or of a command. */
export function stepsOf(
  value: Raw,
  commands: ReadonlySet<string>,
  path: readonly string[],
  tell: Tell,
): TomlTable[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((step: unknown): TomlTable[] => {
    const found = stepOf(step, commands, path, tell);
    return found ? [found] : [];
  });
}

function stepOf(
  step: unknown,
  commands: ReadonlySet<string>,
  path: readonly string[],
  tell: Tell,
): TomlTable | undefined {
  const lose = (what: string) =>
    tell(path, `\`${what}\``, "cig has no name for it: it is plain text now.", "changed");
  const text = textIn(step);
  if (text !== undefined) {
    if (commands.has(text)) return { command: text };
    if (text === "checkout") return { checkout: true };
    tell(path, `the step \`${text}\``, "There is no command of that name.");
    return undefined;
  }
  if (!isTable(step)) return undefined;
  const inner = isTable(step.run) ? { ...step, ...step.run, run: step.run.command } : step;
  const common: Record<string, TomlValue> = {};
  for (const key of shared) {
    const own = textIn(inner[key]);
    if (own !== undefined) common[key] = tomlText(own, lose);
  }
  const env = isTable(inner.env) ? inner.env : isTable(inner.environment) ? inner.environment : undefined;
  if (env)
    common.env = Object.fromEntries(
      Object.entries(env).flatMap(([name, each]): [string, string][] => [
        [name, tomlText(textIn(each) ?? "", lose)],
      ]),
    );
  for (const key of Object.keys(inner))
    if (
      ![...shared, "run", "command", "env", "environment", "uses", "with"].includes(key) &&
      !commands.has(key)
    ) {
      if (Object.keys(inner).length === 1) {
        tell(
          path,
          `the step \`${key}\``,
          "It is a step of one provider: write it as `native`, or as one of cig's steps.",
        );
        return undefined;
      }
      tell(path, `the key \`${key}\` of a step`, "cig knows no such key.");
    }
  const run = textIn(inner.run);
  if (run !== undefined) return { ...common, run: tomlText(run.replace(/\n+$/, ""), lose) };
  const command = Object.keys(inner).find((key) => commands.has(key));
  if (command !== undefined) {
    const given = isTable(inner[command]) ? inner[command] : {};
    return { ...common, command, ...(Object.keys(given).length > 0 && { with: inputsOf(given, lose) }) };
  }
  const uses = textIn(inner.uses);
  if (uses === undefined) return undefined;
  const given = isTable(inner.with) ? inner.with : {};
  const known = uses.startsWith("docker/build")
    ? Object.fromEntries(Object.entries(given).filter(([key]) => buildInputs.has(key)))
    : given;
  for (const key of Object.keys(given))
    if (!(key in known))
      tell(path, `\`${key}\` of \`${uses}\``, "docker/build keeps its layers by `cache`.", "lost");
  return {
    ...common,
    uses: uses.replace(/@(?=\d)/, "@~"),
    ...(Object.keys(known).length > 0 && { with: inputsOf(known, lose) }),
  };
}

function inputsOf(given: Readonly<Record<string, unknown>>, lose: (what: string) => void): TomlTable {
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]): [string, TomlValue][] => {
      if (typeof value === "boolean" || typeof value === "number") return [[key, value]];
      if (Array.isArray(value))
        return [[key, value.flatMap((each) => textIn(each) ?? []).map((each) => tomlText(each, lose))]];
      const text = textIn(value);
      if (text === undefined) return [];
      return [[key === "tags" ? "tag" : key, tomlText(text, lose)]];
    }),
  );
}
