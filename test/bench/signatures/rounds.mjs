import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../measure.mjs";
import { environment } from "./trees.mjs";

/**
 * Measures contenders in one tree, in rounds: in each, every contender stands beside `references` (cig), in turn, after
 * the tree was warmed up, because this is when the two can be compared: a machine whose speed drifts, and a
 * kernel that drops what it holds of idle trees, decide nothing. Returns a row each: `ms` (median), `min`, `max`, and per
 * reference the median of the pairs' ratios (the reference's time ÷ the contender's).
 */
export function measureRounds({ contenders, references, tree, runs, warmUp }) {
  const times = new Map();
  const ratios = new Map();
  for (let round = 0; round < runs; round++)
    for (const contender of contenders) {
      const group = [...references.filter((other) => other !== contender), contender];
      if (references.includes(contender) && contenders.length > references.length) continue;
      if (round % 2 === 1) group.reverse();
      warmUp(tree.root);
      const took = new Map(group.map((each) => [each, timed(each, tree)]));
      for (const [each, ms] of took) push(times, each.name, ms);
      for (const reference of references)
        if (reference !== contender)
          push(ratios, `${reference.name} ÷ ${contender.name}`, took.get(reference) / took.get(contender));
    }
  return contenders.map((contender) => {
    const all = times.get(contender.name);
    return {
      name: contender.name,
      ms: median(all),
      min: Math.min(...all),
      max: Math.max(...all),
      ratios: Object.fromEntries(
        references
          .map(({ name }) => [name, ratios.get(`${name} ÷ ${contender.name}`)])
          .flatMap(([name, values]) => (values === undefined ? [] : [[name, median(values)]])),
      ),
      peakMiB: peakMiB(contender, tree),
    };
  });
}

/** Runs a contender once, unmeasured; returns what went wrong. */
export function tryOut(contender, root, extra = {}) {
  for (const [program, ...args] of contender.commands) {
    const options = { ...settings(contender, root, extra), timeout: 300_000 };
    const done = spawnSync(program, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    if (done.error) return done.error.message;
    if (done.status !== 0) return `exit ${done.status ?? done.signal}: ${lastLines(done.stderr)}`;
  }
  return undefined;
}

function timed(contender, tree) {
  tree.restore();
  const options = settings(contender, tree.root);
  let total = 0;
  for (const [program, ...args] of contender.commands) {
    const start = process.hrtime.bigint();
    // To the null device: reading a large result through a pipe would cost one of the two processors.
    const done = spawnSync(program, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    total += Number(process.hrtime.bigint() - start) / 1e6;
    if (done.status !== 0)
      throw new Error(`${contender.name}: exit ${done.status}: ${lastLines(done.stderr)}`);
  }
  return total;
}

/** The largest process of the contender, in a run that is not timed; undefined where GNU time is not to be had. */
function peakMiB(contender, tree) {
  const folder = mkdtempSync(join(tmpdir(), "cig-peak-"));
  try {
    const peaks = contender.commands.map((command, index) => {
      tree.restore();
      const file = join(folder, String(index));
      const args = ["--format=%M", `--output=${file}`, ...command];
      const done = spawnSync("/usr/bin/time", args, { ...settings(contender, tree.root), stdio: "ignore" });
      return done.status === 0 ? Number(readFileSync(file, "utf8").trim()) / 1024 : Number.NaN;
    });
    const peak = Math.max(...peaks);
    return Number.isNaN(peak) ? undefined : Math.round(peak);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function settings({ env = {} }, root, extra = {}) {
  const own = typeof env === "function" ? env(root) : env;
  return { cwd: root, env: { ...environment, ...own, ...extra } };
}

function lastLines(stderr) {
  return `${stderr ?? ""}`.trim().split("\n").slice(-3).join(" / ");
}

function push(map, key, value) {
  map.set(key, [...(map.get(key) ?? []), value]);
}
