// node test/model/run.mjs --histories 100000 --seed N [--workers 2]: lets random histories happen until one fails. What
// `npm test` does for a few seconds, for as long as you like. Prints the numbers; exits with 1 and the shortest story
// when something was left out that must not be.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    workers: { type: "string", default: "2" },
  },
});
const [histories, seed, workers] = [values.histories, values.seed, values.workers].map(Number);

const folder = mkdtempSync(join(tmpdir(), "cig-model-"));
try {
  const outfile = join(folder, "worker.mjs");
  await build({
    entryPoints: [join(here, "worker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "error",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  const { report } = await import(pathToFileURL(outfile).href);
  const started = performance.now();
  const share = Math.ceil(histories / workers);
  const results = await Promise.all(
    Array.from({ length: workers }, (_, index) => work(outfile, { seed: seed + index, histories: share })),
  );
  const seconds = (performance.now() - started) / 1000;
  console.log(report(results, { seed, seconds }));
  process.exitCode = results.some(({ story }) => story !== "") ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

function work(file, workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData });
    worker.on("message", (message) => {
      if (message.done) resolve(message.result);
      else console.error(`seed ${workerData.seed}: ${message.histories} histories`);
    });
    worker.on("error", reject);
  });
}
