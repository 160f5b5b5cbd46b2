import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { version } from "./version.ts";

declare const __CIG_BUNDLE__: string;

/**
 * The file that Node starts: it answers `--version` itself and hands everything else to the bundle beside
 * it, with V8's code cache, which saves most of the time that compiling a large bundle takes.
 */
if (process.argv.length === 3 && process.argv[2] === "--version") process.stdout.write(`${version}\n`);
else launch(join(__dirname, __CIG_BUNDLE__));

function launch(bundle: string): void {
  const cacheFile = `${bundle}.${process.versions.node}-${cachedDataVersionTag().toString(16)}.cache`;
  const cachedData = readIfPresent(cacheFile);
  const script = new Script(wrap(readFileSync(bundle, "utf8")), { filename: bundle, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  // Only at the end have the functions that a real run needs been compiled.
  if (cachedData === undefined || script.cachedDataRejected)
    process.once("exit", () => saveBestEffort(cacheFile, script));
}

function wrap(source: string): string {
  return `(function (exports, require, module, __filename, __dirname) { ${source}\n})`;
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written (a read-only installation) costs time, never correctness. */
function saveBestEffort(file: string, script: Script): void {
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, script.createCachedData());
    renameSync(temporary, file);
  } catch {
    return;
  }
}
