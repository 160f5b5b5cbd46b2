// One matcher over all paths for each job, in a process of its own; prints how long that took and how many fit.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [matcher, module, input] = process.argv.slice(2);
const { paths, jobs } = JSON.parse(readFileSync(input, "utf8"));
const library = await import(pathToFileURL(module).href);

const ways = {
  /** In sorted paths only those behind a pattern's fixed beginning are looked at. */
  cig: (patterns) => library.matchGlobs(patterns, paths).length,
  picomatch: (patterns) => {
    const compile = library.default;
    const [taken, left] = byKind(patterns).map((list) => compile(list, { dot: true }));
    return count((path) => taken(path) && !left(path));
  },
  minimatch: (patterns) => {
    const { Minimatch } = library;
    const [taken, left] = byKind(patterns).map((list) =>
      list.map((pattern) => new Minimatch(pattern, { dot: true })),
    );
    const any = (list, path) => list.some((each) => each.match(path));
    return count((path) => any(taken, path) && !any(left, path));
  },
};

const start = process.hrtime.bigint();
let matches = 0;
for (const patterns of jobs) matches += ways[matcher](patterns);
const ms = Number(process.hrtime.bigint() - start) / 1e6;
console.log(JSON.stringify({ ms, matches, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }));

function byKind(patterns) {
  return [
    patterns.filter((pattern) => !pattern.startsWith("!")),
    patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1)),
  ];
}

function count(test) {
  let found = 0;
  for (const path of paths) if (test(path)) found++;
  return found;
}
