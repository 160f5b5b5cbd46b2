import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { printTable } from "../measure.mjs";

const titles = {
  warm: "Warm: nothing changed, git knows each file to be clean",
  clone: "Right after a fresh clone",
  stale: "Every file's time differs from the index (a restored snapshot)",
};

/** What cig is to reach: its time ÷ another's, in the warm tree. */
const aims = [
  { size: "20k", other: "turbo", atMost: 0.4 },
  { size: "100k", other: "turbo", atMost: 0.2 },
  { size: "20k", other: "bare Node, then git diff-files", atMost: 1.3 },
  { size: "100k", other: "bare Node, then git diff-files", atMost: 1.3 },
];

export function describeMachine() {
  const git = execFileSync("git", ["--version"], { encoding: "utf8" }).trim();
  return {
    system: `${type()} ${release()}`,
    processors: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    git: git.replace(/^git version /, ""),
  };
}

export function printReport({ machine, contenders, missing, rows }) {
  const { system, processors, memoryGiB, node, git } = machine;
  console.log(`${processors}, ${memoryGiB} GiB, ${system}, Node ${node}, git ${git}\n`);
  for (const [scenario, title] of Object.entries(titles)) {
    const here = rows.filter((row) => row.scenario === scenario);
    if (here.length > 0) printScenario(title, here);
  }
  printAims(rows);
  printTable(
    ["what", "version", "what its answer covers"],
    contenders.map(({ name, version = "", counts }) => [name, version, counts]),
  );
  for (const { name, size, scenario, reason } of missing)
    console.log(`Not measured: ${[name, size, scenario].filter(Boolean).join(", ")}: ${reason}`);
}

function printScenario(title, rows) {
  const sizes = [...new Set(rows.map(({ size }) => size))];
  const names = [...new Set(rows.map(({ name }) => name))];
  const references = [...new Set(rows.flatMap(({ ratios }) => Object.keys(ratios)))];
  const head = sizes.flatMap((size) => [`${size} ms`, ...references.map((name) => `${name} ÷ it`), "MiB"]);
  console.log(
    `${title} (median of ${sizes.map((size) => `${rows.find((row) => row.size === size).runs} at ${size}`).join(", ")})\n`,
  );
  printTable(
    ["what", ...head],
    names.map((name) => [
      name,
      ...sizes.flatMap((size) =>
        cells(
          rows.find((row) => row.name === name && row.size === size),
          references,
        ),
      ),
    ]),
  );
}

function cells(row, references) {
  if (row === undefined) return ["–", ...references.map(() => ""), "–"];
  const ratio = (name) => row.ratios[name]?.toFixed(2) ?? "";
  return [row.ms.toFixed(0), ...references.map(ratio), String(row.peakMiB ?? "–")];
}

function printAims(rows) {
  const find = (size, name) =>
    rows.find((row) => row.scenario === "warm" && row.size === size && row.name === name);
  const found = aims.flatMap(({ size, other, atMost }) => {
    const ratio = find(size, other)?.ratios.cig;
    return ratio === undefined
      ? []
      : [[`cig ÷ ${other}, ${size}`, ratio.toFixed(2), `≤ ${atMost.toFixed(2)}`]];
  });
  const peak = find("100k", "cig")?.peakMiB;
  if (peak !== undefined) found.push(["memory of cig, 100k, MiB", String(peak), "< 300"]);
  if (found.length > 0) printTable(["aim", "measured", "wanted"], found);
}
