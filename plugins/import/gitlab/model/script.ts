import { isList, type Raw, type RawTable, textIn } from "../source/value.ts";
import { literalText } from "./text.ts";

/** The scripts of a job: what comes before is the same shell's, what comes after is not. */
export function readScripts(
  job: RawTable,
  tell: (key: string, what: string, why: string) => void,
): { script: string; afterScript: string } {
  const lines = (key: string) =>
    linesIn(job[key], () =>
      tell(
        key,
        `a line of \`${key}\` that is no text`,
        "GitLab would refuse it: quote the line, which has a colon and a space.",
      ),
    );
  return {
    script: joined([...lines("before_script"), ...lines("script")]),
    afterScript: joined(lines("after_script")),
  };
}

function joined(lines: readonly string[]): string {
  return literalText(lines.map((line) => line.replace(/\n+$/, "")).join("\n"));
}

function linesIn(value: Raw | undefined, refuse: () => void): string[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap((item) => linesIn(item, refuse));
  const text = textIn(value);
  if (text === undefined) refuse();
  return text === undefined ? [] : [text];
}
