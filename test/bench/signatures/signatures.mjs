// npm run bench -- signatures [--sizes 1k,20k,100k] [--scenarios warm,clone,stale] [--peers turbo,nx|none] [--runs N]
//                             [--cache DIR] [--json]
// How long it takes to know what has to run: cig against the tools that answer the same question, in one run, in trees
// that all of them understand (make-monorepo.mjs).
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { readOption, readOptionList } from "../options.mjs";
import { floors, own, peers } from "./contenders.mjs";
import { cacheFolder, installPackage } from "./install.mjs";
import { describeMachine, printReport } from "./report.mjs";
import { measureRounds, tryOut } from "./rounds.mjs";
import { baseTree, freshClone, makeStale, readAll, settledClone, sizes, warmUp } from "./trees.mjs";

const scenarios = ["warm", "clone", "stale"];
const runsOf = { "1k": 15, "20k": 9, "100k": 5 };

export function benchSignatures(argv) {
  const options = readOptions(argv);
  const work = join(options.cache, `work-${process.pid}`);
  mkdirSync(join(work, "node_modules"), { recursive: true });
  try {
    const { contenders, missing } = gather(options, work);
    const rows = options.sizes.flatMap((size) => benchSize(size, options, contenders, missing, work));
    const report = { machine: describeMachine(), contenders: contenders.map(describe), missing, rows };
    if (options.json) console.log(JSON.stringify(report, null, 2));
    else printReport(report);
    // A peer may be missing; a bench without cig has measured nothing.
    if (missing.some(({ name }) => own.some((each) => each.name === name))) process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function readOptions(argv) {
  const names = peers.map(({ name }) => name);
  return {
    sizes: readOptionList(argv, "--sizes", Object.keys(sizes), Object.keys(sizes)),
    scenarios: readOptionList(argv, "--scenarios", scenarios, scenarios),
    peers: readOptionList(argv, "--peers", names, names),
    runs: Number(readOption(argv, "--runs")) || undefined,
    cache: cacheFolder(argv),
    json: argv.includes("--json"),
  };
}

/** cig, the floors, and the peers that can be installed. */
function gather(options, work) {
  const missing = [];
  const installed = peers
    .filter(({ name }) => options.peers.includes(name))
    .flatMap((peer) => {
      say(`install ${peer.package}@${peer.version}`);
      const { folder, reason } = installPackage(options.cache, peer);
      if (folder === undefined) missing.push({ name: peer.name, reason });
      // nx looks for itself above the tree, and finds nothing that the tree's other tools could see.
      if (folder !== undefined && peer.name === "nx")
        symlinkSync(join(folder, "node_modules/nx"), join(work, "node_modules/nx"));
      return folder === undefined ? [] : [{ ...peer, commands: peer.commands(folder) }];
    });
  return { contenders: [...own, ...floors, ...installed], missing };
}

function benchSize(size, options, contenders, missing, work) {
  say(`${size}: tree`);
  const base = baseTree(options.cache, size);
  const runs = options.runs ?? runsOf[size];
  const rows = [];
  const measure = (scenario, tree, kind, warm) => {
    if (!options.scenarios.includes(scenario)) return;
    const ready = contenders
      .filter((each) => takesPart(each, kind))
      .filter((each) => {
        say(`${size}, ${scenario}: ${each.name}`);
        const reason = tryOut(each, tree.root, each.fillEnv?.(work));
        if (reason !== undefined) missing.push({ name: each.name, size, scenario, reason });
        return reason === undefined;
      });
    const references = ready.filter(({ name }) => own.some((each) => each.name === name));
    say(`${size}, ${scenario}: ${runs} rounds`);
    const measured = measureRounds({ contenders: ready, references, tree, runs, warmUp: warm });
    for (const row of measured)
      if (kind === "hashes" || !references.some(({ name }) => name === row.name))
        rows.push({ size, scenario, runs, ...row });
  };
  for (const kind of ["hashes", "run"]) {
    if (!contenders.some((each) => each.kind === kind)) continue;
    const settled = settledClone(base, join(work, `${size}-${kind}`));
    measure("warm", settled, kind, warmUp);
    measure("stale", makeStale(settled.root), kind, readAll);
    rmSync(settled.root, { recursive: true, force: true });
  }
  if (options.scenarios.includes("clone")) {
    const fresh = freshClone(base, join(work, `${size}-clone`));
    measure("clone", fresh, "hashes", readAll);
    rmSync(fresh.root, { recursive: true, force: true });
  }
  return rows;
}

function takesPart(contender, kind) {
  return contender.kind === kind || own.some(({ name }) => name === contender.name);
}

function describe({ name, package: npm, version, counts }) {
  return { name, ...(npm && { package: npm, version }), counts };
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
