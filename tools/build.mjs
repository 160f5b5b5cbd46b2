// Builds dist/: the command line, the plugins (one file each, and all of them for the shared host process),
// the SDK with its types, and the index of bundled plugins.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { withOutlines } from "./with-outlines.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist");
const staging = join(root, `dist.building-${process.pid}`);
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.11",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  alias: {
    "cig/sdk": join(root, "sdk/index.ts"),
    "cig/sdk/import": join(root, "sdk/import/index.ts"),
    "cig/sdk/table": join(root, "sdk/table/index.ts"),
  },
  define: { __CIG_VERSION__: JSON.stringify(version) },
  loader: { ".toml": "text" },
};

/** What `compute-signatures` needs only where the committed files are not what it is about, or with plugins. */
const seldom = [
  "core/cli/signatures/continue-run.ts",
  "core/cli/signatures/plan-now.ts",
  "core/cli/signatures/ask-preflight.ts",
  "core/cli/save-file.ts",
  "core/host/discover.ts",
  "core/store/plugin-store.ts",
];

const plugins = listPlugins();
const outlines = await withOutlines(root);
rmSync(staging, { recursive: true, force: true });
mkdirSync(staging, { recursive: true });
try {
  await Promise.all([buildCommandLine(), ...plugins.map(buildPlugin), buildSharedHost(), buildSdk()]);
  await writeBundledIndex();
  writeDigest();
  swap();
} finally {
  rmSync(staging, { recursive: true, force: true });
}

/** Parts that few runs need. Each becomes a bundle of its own, so that the others do not pay for reading it. */
async function buildCommandLine() {
  const lazy = {
    "@grpc/grpc-js": await buildBundle("@grpc/grpc-js", "", "grpc"),
    execa: await buildBundle("execa", "", "execa"),
    yaml: await buildBundle("yaml", "", "yaml"),
    diff: await buildBundle("diff", "", "diff"),
    semver: await buildBundle("semver", "", "semver"),
    "@clack/prompts": await buildBundle("@clack/prompts", "", "prompts", [withStyleText()]),
  };
  const rest = await buildBundle(restEntry(), "", "rest", [loadedLater(lazy)]);
  const signatures = await buildBundle("core/main.ts", "", "signatures", [withoutRest(rest)]);
  await buildLaunched("core/main.ts", "", "cig", [loadedLater(lazy)], signatures);
}

function restEntry() {
  const contents = seldom.map((file, index) => `export * as part${index} from "./${file}";\n`).join("");
  return { contents, resolveDir: root, sourcefile: "rest.ts", loader: "ts" };
}

/**
 * CI waits for `compute-signatures`, in each run. Its bundle holds what that needs and no other command; what it needs
 * seldom is asked of a bundle of its own.
 */
function withoutRest(rest) {
  return {
    name: "without-rest",
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path, kind, importer, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const file = relative(root, join(resolveDir, path)).split(sep).join("/");
        if (seldom.includes(file)) return { path: file, namespace: "rest" };
        const isOther = importer.includes("/cli/commands/") && !file.endsWith("/compute-signatures.ts");
        return isOther ? { path: file, namespace: "other" } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace: "rest" }, ({ path }) => ({
        contents: `module.exports = globalThis[Symbol.for("cig.load")](${JSON.stringify(rest)}).part${seldom.indexOf(path)};`,
      }));
      build.onLoad({ filter: /.*/, namespace: "other" }, ({ path }) => ({
        contents: `throw new Error(${JSON.stringify(`bug: ${path} is in another bundle`)});`,
      }));
    },
  };
}

/** Lets `import("yaml")` and the like ask the launcher for the bundle of that name. */
function loadedLater(bundles) {
  return {
    name: "loaded-later",
    setup(build) {
      build.onResolve({ filter: /^[@a-z]/ }, ({ path }) =>
        Object.hasOwn(bundles, path) ? { path, namespace: "later" } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: "later" }, ({ path }) => ({
        contents: `module.exports = globalThis[Symbol.for("cig.load")](${JSON.stringify(bundles[path])});`,
      }));
    },
  };
}

/** The oldest Node that cig runs on has no `styleText` yet; there the questions are asked without colour. */
function withStyleText() {
  const contents = `import * as util from "node:util";
export const { stripVTControlCharacters } = util;
export const styleText = util.styleText ?? ((format, text) => text);`;
  return {
    name: "with-style-text",
    setup(build) {
      build.onResolve({ filter: /^node:util$/ }, ({ importer }) =>
        importer.includes("@clack") ? { path: "util", namespace: "style-text" } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: "style-text" }, () => ({ contents, resolveDir: root }));
    },
  };
}

async function buildPlugin(plugin) {
  await buildLaunched(`plugins/${plugin}/main.ts`, `plugins/${plugin}`, "main");
  cpSync(join(root, "plugins", plugin, "module.toml"), join(staging, "plugins", plugin, "module.toml"));
}

/** All bundled plugins in one file, each evaluated only when it is asked for. What reaches outside has a process of its own. */
async function buildSharedHost() {
  const entries = plugins
    .filter((plugin) => !reachesOutside(plugin))
    .map((p) => `  ${JSON.stringify(p)}: () => import("./plugins/${p}/plugin.ts"),`)
    .join("\n");
  const contents = `import { serveShared } from "./sdk/serve-shared.ts";\nserveShared({\n${entries}\n});\n`;
  await buildLaunched(
    { contents, resolveDir: root, sourcefile: "shared-host.ts", loader: "ts" },
    "plugins",
    "shared-host",
  );
}

/** A bundle, and beside it the small launcher that loads it through V8's code cache. */
async function buildLaunched(entry, folder, name, plugins = [], signatures = undefined) {
  const bundle = await buildBundle(entry, folder, name, plugins);
  await build({
    ...common,
    entryPoints: ["core/launch.ts"],
    format: "cjs",
    outfile: join(staging, folder, `${name}.cjs`),
    define: {
      ...common.define,
      __CIG_BUNDLE__: JSON.stringify(bundle),
      __CIG_SIGNATURES__: JSON.stringify(signatures ?? bundle),
    },
    banner: name === "cig" ? { js: "#!/usr/bin/env node" } : {},
  });
}

/** Code that was generated from the protocol does nothing by itself: who only needs the number of an enum's value is given that. */
function withoutUnusedProtocol() {
  return {
    name: "without-unused-protocol",
    setup(build) {
      build.onResolve({ filter: /_pb\.ts$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path),
        sideEffects: false,
      }));
    },
  };
}

/** Writes a CommonJS bundle named by its content, and returns that name. */
async function buildBundle(entry, folder, name, plugins = []) {
  const input = typeof entry === "string" ? { entryPoints: [entry] } : { stdin: entry };
  // A CommonJS bundle has no import.meta; the one place that asks for it does so in sources that are not bundled.
  const define = { ...common.define, "import.meta.url": "undefined" };
  const options = {
    ...common,
    ...input,
    define,
    plugins: [withoutUnusedProtocol(), outlines, ...plugins],
    format: "cjs",
    charset: "ascii",
    write: false,
    outfile: "out.cjs",
  };
  const [{ contents: code, text }] = (await build(options)).outputFiles;
  // The launcher's scripts can load what is in a bundle, and nothing else, by import().
  if (folder === "" && /\bimport\("node:/.test(text))
    throw new Error(`${name}: a module of Node, imported where it is needed, has to be imported above`);
  const bundle = `${name}.${createHash("sha256").update(code).digest("hex").slice(0, 12)}.cjs`;
  mkdirSync(join(staging, folder), { recursive: true });
  writeFileSync(join(staging, folder, bundle), code);
  return bundle;
}

async function buildSdk() {
  await build({
    ...common,
    minifySyntax: false,
    minifyWhitespace: false,
    entryPoints: Object.fromEntries(
      ["sdk/index", "sdk/import/index", "sdk/table/index", "sdk/testing/index"].map((name) => [
        name,
        `./${name}.ts`,
      ]),
    ),
    format: "esm",
    splitting: true,
    // It holds all that it needs, so that `cig plugin new` can copy it into a plugin's own folder.
    plugins: [withNames()],
    banner: {
      js: 'import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);',
    },
    outdir: staging,
  });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const types = ["-p", "tools/tsconfig.sdk.json", "--outDir", join(staging, "types")];
  const done = spawnSync(process.execPath, [tsc, ...types], { cwd: root, encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`The types of the SDK were not built:\n${done.stdout}${done.stderr}`);
}

/** An ES module that loads grpc-js later would find nothing but `default` in it: CommonJS tells its names too late. */
function withNames() {
  return {
    name: "with-names",
    setup(build) {
      build.onResolve({ filter: /^@grpc\/grpc-js$/ }, ({ kind }) =>
        kind === "dynamic-import" ? { path: "grpc", namespace: "with-names" } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: "with-names" }, () => ({
        contents: 'export { Server, ServerCredentials, status } from "@grpc/grpc-js";',
        resolveDir: root,
      }));
    },
  };
}

/** What the core would otherwise read and hash at each start. */
async function writeBundledIndex() {
  const file = join(staging, "index-builder.mjs");
  await build({
    ...common,
    entryPoints: ["core/host/bundled-index.ts"],
    format: "esm",
    outfile: file,
    packages: "external",
  });
  const { buildBundledIndex } = await import(pathToFileURL(file).href);
  const index = await buildBundledIndex(join(staging, "plugins"));
  writeFileSync(join(staging, "plugins", "bundled.json"), `${JSON.stringify(index)}\n`);
  rmSync(file);
}

/** One digest of all that the package can run, as `sha256sum` and a shell can find it out again; see cig_digest. */
function writeDigest() {
  const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const files = readdirSync(staging, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `./${relative(staging, join(entry.parentPath, entry.name)).split(sep).join("/")}`);
  const lines = files
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((file) => `${sha256(readFileSync(join(staging, file)))}  ${file}\n`);
  writeFileSync(join(staging, "digest"), `sha256:${sha256(lines.join(""))}\n`);
}

/** The finished folder takes the old one's place in one step, so that a running cig never sees half of it. */
function swap() {
  const old = join(root, `dist.old-${process.pid}`);
  if (existsSync(out)) renameSync(out, old);
  renameSync(staging, out);
  rmSync(old, { recursive: true, force: true });
}

/** As `reachesOutside` in core/source. */
function reachesOutside(plugin) {
  return /"(?:store|pins):/.test(readFileSync(join(root, "plugins", plugin, "module.toml"), "utf8"));
}

function listPlugins() {
  const found = [];
  for (const kind of readdirSync(join(root, "plugins")).sort())
    for (const name of readdirSync(join(root, "plugins", kind)).sort())
      if (existsSync(join(root, "plugins", kind, name, "module.toml"))) found.push(`${kind}/${name}`);
  return found;
}
