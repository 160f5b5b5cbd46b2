import { type LoadOptions, parseConfig } from "../../../core/config/config.ts";

/** Everything that is told about a text, a line each: "line:column code message | hint". */
export function told(source: string, options: LoadOptions = {}): string[] {
  return parseConfig("cig.toml", source, options).diagnostics.map(
    ({ at, code, message, hint }) =>
      `${at?.line}:${at?.column} ${code} ${message}${hint === undefined ? "" : ` | ${hint}`}`,
  );
}

/** What is told about lines behind `version = "0.2"`; line 1 is the first of them. */
export function toldOf(lines: string, options: LoadOptions = {}): string[] {
  return told(`version = "0.2"\n${lines}`, options).map((line) =>
    line.replace(/^\d+/, (number) => String(Number(number) - 1)),
  );
}

/** What a job's key is told: the lines stand in [jobs.test]. */
export function toldOfJob(lines: string): string[] {
  return toldOf(`[jobs.test]\n${lines}`).map((line) =>
    line.replace(/^\d+/, (number) => String(Number(number) - 1)),
  );
}

/** The parsed text, which must be free of errors. */
export function schemaOf(lines: string, options: LoadOptions = {}) {
  const { value, diagnostics } = parseConfig("cig.toml", `version = "0.2"\n${lines}`, options);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value;
}
