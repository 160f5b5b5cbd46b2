import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cigFile = fileURLToPath(new URL("../../dist/cig.cjs", import.meta.url));

/** A measurable action: does the work once and resolves to its wall time in milliseconds. */
export function cig(args, cwd = process.cwd(), before = () => {}) {
  return () => {
    before();
    return timed(() => run([cigFile, ...args], cwd));
  };
}

export function bareNode() {
  return () => timed(() => run(["-e", "0"]));
}

/** `count` Node processes started at once: the floor of "a process for each plugin". */
export function bareNodes(count) {
  return () => timed(() => Promise.all(Array.from({ length: count }, () => run(["-e", "0"]))));
}

/** Runs both in turn after a warm-up; medians of each, and the median of the ratios of neighbours. */
export async function pair(runs, a, b) {
  await a();
  await a();
  await b();
  const results = [];
  for (let run = 0; run < runs; run++) results.push([await a(), await b()]);
  return {
    a: median(results.map(([first]) => first)),
    b: median(results.map(([, second]) => second)),
    ratio: median(results.map(([first, second]) => first / second)),
  };
}

/** The largest resident set of any one process of the command. */
export async function peakMemoryMiB(args, cwd, before = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "cig-peak-"));
  const hook = join(folder, "peak.cjs");
  const report = `require("fs").writeFileSync(${JSON.stringify(`${folder}/`)} + process.pid + ".kib", String(process.resourceUsage().maxRSS))`;
  writeFileSync(hook, `process.on("exit", () => { ${report}; });\n`);
  try {
    before();
    await run(["--require", hook, cigFile, ...args], cwd);
    const peaks = readdirSync(folder).filter((name) => name.endsWith(".kib"));
    return Math.round(
      Math.max(...peaks.map((name) => Number(readFileSync(join(folder, name), "utf8")))) / 1024,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function printTable(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column].length)),
  );
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  console.log(
    [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n"),
    "\n",
  );
}

async function timed(action) {
  const start = process.hrtime.bigint();
  await action();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/**
 * Standard output is read and thrown away: a full pipe must not slow the command down. With certificates of its own, each
 * Node takes almost three times as long to start, but plugins are not given that variable: the floor would flatter cig.
 */
function run(args, cwd) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    child.stdout.resume();
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`exit ${code}: ${args.join(" ")}\n${errors}`)),
    );
  });
}
