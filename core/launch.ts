import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { version } from "./version.ts";

declare const __CIG_BUNDLE__: string;
/** What CI runs has a bundle of its own, because there each millisecond counts. */
declare const __CIG_SIGNATURES__: string;

const loaded: Loaded[] = [];
/** What this run did of all that it might have done: a command, a hook of a plugin. */
const uses = new Set<string>();

/**
 * The file that Node starts: it answers `version` itself and hands everything else to the bundle beside
 * it, with V8's code cache, which saves most of the time that compiling a large bundle takes. Rarely needed
 * parts (gRPC, YAML) are bundles of their own, which the first one asks `load` for.
 */
if (process.argv.length === 3 && /^(--)?version$/.test(process.argv[2]!))
  process.stdout.write(`${version}\n`);
else {
  Object.defineProperty(globalThis, Symbol.for("cig.load"), { value: load });
  Object.defineProperty(globalThis, Symbol.for("cig.uses"), { value: (use: string) => uses.add(use) });
  process.once("exit", saveWhatIsNew);
  load(process.argv[2] === "compute-signatures" ? __CIG_SIGNATURES__ : __CIG_BUNDLE__);
}

/** A bundle that this process has run. */
interface Loaded {
  readonly script: Script;
  readonly cacheFile: string;
  /** What runs had used when its cache was made; undefined where there is none that fits. */
  readonly known: ReadonlySet<string> | undefined;
}

/** Runs a bundle of this folder and returns what it exports. */
function load(name: string): unknown {
  const bundle = join(__dirname, name);
  // V8 itself refuses a cache that was made with other flags; to ask it for their number would load a good part of Node.
  const cacheFile = `${bundle}.${process.versions.node}-${process.versions.v8}.cache`;
  const { cachedData, known } = readCache(cacheFile);
  // The build escapes what is not ASCII, and latin1 is the fastest text there is.
  const script = new Script(wrap(readFileSync(bundle, "latin1")), { filename: bundle, cachedData });
  loaded.push({ script, cacheFile, known: script.cachedDataRejected ? undefined : known });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  return module.exports;
}

/**
 * Only at the end have the functions that a real run needs been compiled. The next command, or another plugin, needs others:
 * then the cache is made anew, with those that it had.
 */
function saveWhatIsNew(): void {
  for (const { script, cacheFile, known } of loaded)
    if (known === undefined || [...uses].some((use) => !known.has(use)))
      saveBestEffort(cacheFile, script, [...new Set([...(known ?? []), ...uses])]);
}

function wrap(source: string): string {
  return `(function (exports, require, module, __filename, __dirname) { ${source}\n})`;
}

/** V8's data first, because it has to be aligned; then the uses as text, and the length of that. */
function readCache(file: string): { cachedData?: Buffer; known?: ReadonlySet<string> } {
  try {
    const bytes = readFileSync(file);
    const end = bytes.length - 4;
    const start = end - bytes.readUInt32LE(end);
    return {
      cachedData: bytes.subarray(0, start),
      known: new Set(bytes.toString("utf8", start, end).split("\n")),
    };
  } catch {
    return {};
  }
}

/** A cache that cannot be written (a read-only installation) costs time, never correctness. */
function saveBestEffort(file: string, script: Script, known: readonly string[]): void {
  const temporary = `${file}.${process.pid}`;
  try {
    const text = Buffer.from(known.join("\n"));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    writeFileSync(temporary, Buffer.concat([script.createCachedData(), text, length]));
    renameSync(temporary, file);
  } catch {
    return;
  }
}
