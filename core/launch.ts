import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { version } from "./version.ts";

declare const __CIG_BUNDLE__: string;
/** What CI runs has a bundle of its own, because there each millisecond counts. */
declare const __CIG_SIGNATURES__: string;

/**
 * The file that Node starts: it answers `version` itself and hands everything else to the bundle beside
 * it, with V8's code cache, which saves most of the time that compiling a large bundle takes. Rarely needed
 * parts (gRPC, YAML) are bundles of their own, which the first one asks `load` for.
 */
if (process.argv.length === 3 && /^(--)?version$/.test(process.argv[2]!))
  process.stdout.write(`${version}\n`);
else {
  Object.defineProperty(globalThis, Symbol.for("cig.load"), { value: load });
  load(process.argv[2] === "compute-signatures" ? __CIG_SIGNATURES__ : __CIG_BUNDLE__);
}

/** Runs a bundle of this folder and returns what it exports. */
function load(name: string): unknown {
  const bundle = join(__dirname, name);
  // V8 itself refuses a cache that was made with other flags; to ask it for their number would load a good part of Node.
  const cacheFile = `${bundle}.${process.versions.node}-${process.versions.v8}.cache`;
  const cachedData = readIfPresent(cacheFile);
  // The build escapes what is not ASCII, and latin1 is the fastest text there is.
  const script = new Script(wrap(readFileSync(bundle, "latin1")), { filename: bundle, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  // Only at the end have the functions that a real run needs been compiled.
  if (cachedData === undefined || script.cachedDataRejected)
    process.once("exit", () => saveBestEffort(cacheFile, script));
  return module.exports;
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
