import { pathspecs, type Shard, ShardBy, type Table, table } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { command, quoted } from "../value/shell.ts";

const ways: Readonly<Record<number, string>> = {
  [ShardBy.NAME]: "name",
  [ShardBy.SIZE]: "filesize",
  [ShardBy.TIMINGS]: "timings",
};

/** The step that writes this copy's share of the files to where SHARD_FILES says. */
export function compileShard({ files, by }: Shard, scope: Scope): Table {
  if (files.length === 0 || files.every((glob) => glob.startsWith("!")))
    scope.report.add(
      "CC011",
      scope.subject,
      "There are no files to share out.",
      'Write files = ["spec/**/*_spec.rb"].',
    );
  const specs = files.flatMap(pathspecs).map(quoted).join(" ");
  return table([
    "run",
    table(
      ["name", "Choose the files of this copy"],
      [
        "command",
        command(
          `git ls-files -- ${specs} | circleci tests split --split-by=${ways[by] ?? "name"} > "$SHARD_FILES"`,
        ),
      ],
    ),
  ]);
}
