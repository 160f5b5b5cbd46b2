import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { bareNode, bareNodes, cig, median, pair, peakMemoryMiB, printTable } from "./measure.mjs";
import {
  bigRepository,
  everyPluginRepository,
  goldenRepository,
  manyJobsRepository,
  workspaceRepository,
} from "./repositories.mjs";

/** Whole-process times of cig's commands against floors measured in the same run. */
export async function benchCommands({ smoke, runs }) {
  const work = mkdtempSync(join(tmpdir(), "cig-bench-"));
  const size = { smoke, runs, work };
  try {
    console.log(
      `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, median of ${runs}\n`,
    );
    printTable(["what", "ms", "floor ms", "ratio", "aim"], await speedRows(size));
    printTable(["what", "ms", "per job ms", "peak MiB", "aim"], await scaleRows(size));
    printTable(["what", "ms", "peak MiB"], await realRows(size));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function speedRows({ smoke, runs, work }) {
  const big = bigRepository(join(work, "big"), smoke ? 1_000 : 20_000);
  const every = everyPluginRepository(join(work, "every"));
  const cold = ["--json"];
  return [
    row("cig --version ÷ node -e 0", await pair(runs, cig(["--version"]), bareNode()), "≤ 1.15"),
    row(
      `warm plan, ${big.files} files ÷ node -e 0`,
      await pair(runs, cig(["plan"], big.root), bareNode()),
      "≤ 2",
    ),
    row("warm plan, 8 plugins ÷ node -e 0", await pair(runs, cig(["plan"], every.root), bareNode()), "≤ 2"),
    row(
      "cold plan, 8 plugins, one host ÷ 8 × node",
      await pair(runs, cig(["plan", ...cold], every.root, every.forget), bareNodes(8)),
      "≤ 1.0",
    ),
    row(
      "cold plan, 8 plugins, a process each ÷ 8 × node",
      await pair(runs, cig(["plan", "--isolate", ...cold], every.root, every.forget), bareNodes(8)),
      "≤ 1.8",
    ),
  ];
}

async function scaleRows({ smoke, runs, work }) {
  const rows = [];
  for (const jobs of smoke ? [100] : [1_000, 10_000]) {
    const { root, forget } = manyJobsRepository(join(work, `jobs-${jobs}`), jobs);
    for (const [state, before] of [
      ["cold", forget],
      ["warm", () => {}],
    ]) {
      const times = [];
      for (let run = 0; run < Math.min(runs, 5); run++) times.push(await cig(["plan"], root, before)());
      const peak = await peakMemoryMiB(["plan"], root, before);
      rows.push([
        `plan of ${jobs} jobs, ${state}`,
        ms(median(times)),
        (median(times) / jobs).toFixed(3),
        String(peak),
        "linear, < 1024",
      ]);
    }
  }
  return rows;
}

/** Repositories of the size that companies have, for four providers. */
async function realRows({ smoke, runs, work }) {
  const packages = smoke ? 50 : 2_000;
  const repositories = [
    ["54 jobs of a Rails company", goldenRepository(join(work, "rails"), "rails-company")],
    ["117 jobs of a library", goldenRepository(join(work, "library"), "library-matrix")],
    [`workspace of ${packages} packages`, workspaceRepository(join(work, "workspace"), packages)],
  ];
  const rows = [];
  for (const [what, { root, forget }] of repositories)
    for (const [how, args, before] of [
      ["plan, cold", ["plan"], forget],
      ["plan, warm", ["plan"], () => {}],
      ["render, warm", ["render"], () => {}],
    ]) {
      const times = [];
      for (let run = 0; run < Math.min(runs, 5); run++) times.push(await cig(args, root, before)());
      rows.push([`${what}: ${how}`, ms(median(times)), String(await peakMemoryMiB(args, root, before))]);
    }
  return rows;
}

function row(what, { a, b, ratio }, aim) {
  return [what, ms(a), ms(b), ratio.toFixed(2), aim];
}

function ms(value) {
  return value.toFixed(0);
}
