// npm run bench -- globs [--sizes 1k,20k,100k] [--jobs 200,2000] [--peers picomatch,minimatch|none] [--runs N] [--cache DIR] [--json]
// All tracked paths against the patterns of all jobs: what a job's inputs are has to be known before anything else.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { median, printTable } from "../measure.mjs";
import { describeMonorepo } from "../monorepo/monorepo.mjs";
import { readOption, readOptionList } from "../options.mjs";
import { cacheFolder, installPackage } from "../signatures/install.mjs";
import { sizes } from "../signatures/trees.mjs";

const peers = [
  { name: "picomatch", package: "picomatch", version: "4.0.7", entry: "node_modules/picomatch/index.js" },
  {
    name: "minimatch",
    package: "minimatch",
    version: "11.0.9",
    entry: "node_modules/minimatch/dist/esm/index.js",
  },
];

export async function benchGlobs(argv) {
  const work = mkdtempSync(join(tmpdir(), "cig-globs-"));
  try {
    const matchers = [{ name: "cig", module: await bundleOurs(work) }, ...installPeers(argv)];
    const runs = Number(readOption(argv, "--runs")) || 3;
    const rows = readOptionList(argv, "--sizes", ["100k"]).flatMap((size) =>
      readOptionList(argv, "--jobs", ["200", "2000"]).flatMap((jobs) =>
        measure(matchers, writeInput(work, size, Number(jobs)), runs).map((row) => ({ size, jobs, ...row })),
      ),
    );
    if (argv.includes("--json")) console.log(JSON.stringify({ rows }, null, 2));
    else print(rows);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function bundleOurs(work) {
  const outfile = join(work, "glob.mjs");
  const entry = fileURLToPath(new URL("../../../core/repo/glob.ts", import.meta.url));
  await build({ entryPoints: [entry], bundle: true, format: "esm", platform: "node", outfile });
  return outfile;
}

function installPeers(argv) {
  const wanted = readOptionList(argv, "--peers", ["picomatch", "minimatch"]);
  return peers
    .filter(({ name }) => wanted.includes(name))
    .flatMap((peer) => {
      const { folder, reason } = installPackage(cacheFolder(argv), peer);
      if (folder !== undefined) return [{ name: peer.name, module: join(folder, peer.entry) }];
      console.error(`Not measured: ${peer.name}: ${reason}`);
      return [];
    });
}

function writeInput(work, size, jobCount) {
  const shape = { files: 50, seed: 1, avg: 40, traps: false, cig: false };
  const { files, jobs } = describeMonorepo({ ...shape, packages: sizes[size], jobs: jobCount });
  const input = join(work, `${size}-${jobCount}.json`);
  const paths = [...files.keys()].sort();
  writeFileSync(input, JSON.stringify({ paths, jobs: jobs.map(({ patterns }) => patterns) }));
  return input;
}

function measure(matchers, input, runs) {
  const measured = new Map(matchers.map(({ name }) => [name, []]));
  for (let round = 0; round < runs; round++)
    for (const { name, module } of matchers) measured.get(name).push(matchOnce(name, module, input));
  const expected = measured.get("cig")[0].matches;
  return [...measured].map(([name, all]) => {
    const { matches, peakMiB } = all[0];
    if (matches !== expected) throw new Error(`${name} finds ${matches} files, cig ${expected}`);
    return { name, ms: median(all.map(({ ms }) => ms)), matches, peakMiB };
  });
}

function matchOnce(name, module, input) {
  const program = fileURLToPath(new URL("match.mjs", import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [program, name, module, input], { encoding: "utf8" }));
}

function print(rows) {
  const columns = [...new Set(rows.map(({ size, jobs }) => `${size} paths × ${jobs} jobs × 5`))];
  const names = [...new Set(rows.map(({ name }) => name))];
  const cell = (name, column) => {
    const row = rows.find(
      (each) => each.name === name && column.startsWith(`${each.size} paths × ${each.jobs} `),
    );
    return [row.ms.toFixed(0), String(row.peakMiB)];
  };
  printTable(
    ["matcher", ...columns.flatMap((column) => [`${column}, ms`, "MiB"])],
    names.map((name) => [name, ...columns.flatMap((column) => cell(name, column))]),
  );
}
