import type { Output, RenderedFile } from "cig/sdk";
import type { Finding } from "../rule.ts";

/**
 * The same finding with the place in cig.toml that it comes from. The files of CircleCI, Buildkite and Jenkins have other
 * jobs and steps than cig.toml, and scripts of the provider's own around the author's, but the author's lines stand in
 * them as they are: a line that stands in the scripts of one job only comes from there.
 */
export function fromScript(finding: Finding, file: RenderedFile, outputs: readonly Output[]): Finding {
  const output =
    outputs.find(({ path }) => path === file.path) ??
    outputs.find(({ provider }) => provider === file.provider);
  if (!output) return finding;
  const line = plain(file.content.split("\n")[finding.at.line - 1] ?? "", file.provider);
  const found = line.length < 3 ? [] : stepsWith(line, output);
  const [first] = found;
  if (first && found.every(({ job }) => job === first.job))
    return at(finding, first.job, found.length === 1 ? first.subject : ["jobs", first.job]);
  const own = output.jobs.find(({ id }) => id === finding.at.job);
  return own ? at(finding, own.id, ["jobs", own.id]) : finding;
}

interface Origin {
  readonly job: string;
  readonly subject: readonly string[];
  /** Of the author's line, in characters. */
  readonly length: number;
}

/** Those whose script has the longest of the lines that stand in this one. */
function stepsWith(line: string, { jobs }: Output): Origin[] {
  const all = jobs.flatMap(({ id, steps }) =>
    steps.flatMap(({ kind, subject }): Origin[] => {
      const script = kind.case === "run" ? kind.value.script : "";
      const own = script.split("\n").filter((each) => each.trim().length > 3 && line.includes(each.trim()));
      if (own.length === 0) return [];
      const isOfToml = subject.length === 4 && subject[2] === "steps";
      return [
        {
          job: id,
          subject: isOfToml ? [...subject, "run"] : subject,
          length: Math.max(...own.map((each) => each.trim().length)),
        },
      ];
    }),
  );
  const longest = Math.max(0, ...all.map(({ length }) => length));
  return all.filter(({ length }) => length === longest);
}

function at(finding: Finding, job: string, subject: readonly string[]): Finding {
  return { ...finding, at: { ...finding.at, job, subject: subject.length > 0 ? subject : ["jobs", job] } };
}

/** Without what a provider writes before characters that it would read otherwise. */
function plain(line: string, provider: string): string {
  if (provider === "buildkite") return line.replaceAll("$$", "$").trim();
  if (provider === "jenkins") return line.replace(/\\([\\$'"])/g, "$1").trim();
  return line.replaceAll("\\<<", "<<").trim();
}
