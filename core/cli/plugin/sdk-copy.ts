import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { byCodeUnit } from "../../compare.ts";
import { version } from "../../version.ts";

/**
 * cig's SDK as files for a plugin's own folder, by path. A plugin takes its SDK along, because where cig is
 * installed differs from machine to machine; npm links `file:./vendor/cig` without a network. The copy holds what the
 * entries import, and their types.
 */
export async function sdkCopy(packageDirectory: string): Promise<Record<string, string>> {
  const dist = join(packageDirectory, "dist");
  const { files, packages } = importClosure(dist, [
    "sdk/index.js",
    "sdk/import/index.js",
    "sdk/table/index.js",
    "sdk/testing/index.js",
  ]);
  const copied = [...files, ...typeFiles(dist)];
  const manifest = sdkPackage(packageDirectory, packages);
  return Object.fromEntries([
    ["vendor/cig/package.json", `${JSON.stringify(manifest, null, 2)}\n`],
    ...copied.map((path) => [`vendor/cig/${path}`, readFileSync(join(dist, path), "utf8")]),
  ]);
}

/** The files that the entries import, relative to `dist`, and the packages that they name. */
function importClosure(dist: string, entries: readonly string[]): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string) => {
    if (files.has(path)) return;
    files.add(path);
    const text = readFileSync(join(dist, path), "utf8");
    for (const match of text.matchAll(/\b(?:from|import)\s*\(?\s*["']([^"'\s]+)["']/g)) {
      const specifier = match[1]!;
      const target = posix.join(posix.dirname(path), specifier);
      if (specifier.startsWith(".") && existsSync(join(dist, target))) visit(target);
      else if (/^(@[a-z0-9._-]+\/)?[a-z0-9][a-z0-9._-]*(\/|$)/.test(specifier))
        packages.add(packageOf(specifier));
    }
  };
  for (const entry of entries) visit(entry);
  return { files: [...files].sort(byCodeUnit), packages: [...packages].sort(byCodeUnit) };
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The types are a comfort for the editor; an installation without them still makes working plugins. */
function typeFiles(dist: string): string[] {
  if (!existsSync(join(dist, "types"))) return [];
  return readdirSync(join(dist, "types"), { recursive: true, encoding: "utf8" })
    .map((path) => `types/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".d.ts"))
    .sort(byCodeUnit);
}

/** A package of the same name and the same exports. Only what cig itself depends on can be a dependency. */
function sdkPackage(packageDirectory: string, packages: readonly string[]): object {
  const { dependencies = {}, license } = JSON.parse(
    readFileSync(join(packageDirectory, "package.json"), "utf8"),
  );
  const needed = packages.filter((name) => name in dependencies).map((name) => [name, dependencies[name]]);
  return {
    name: "cig",
    version: version.replace(/-dev$/, ""),
    description: "The SDK of cig, copied by `cig plugin new`",
    license,
    type: "module",
    exports: {
      "./sdk": { types: "./types/sdk/index.d.ts", default: "./sdk/index.js" },
      "./sdk/import": { types: "./types/sdk/import/index.d.ts", default: "./sdk/import/index.js" },
      "./sdk/table": { types: "./types/sdk/table/index.d.ts", default: "./sdk/table/index.js" },
      "./sdk/testing": { types: "./types/sdk/testing/index.d.ts", default: "./sdk/testing/index.js" },
    },
    ...(needed.length > 0 && { dependencies: Object.fromEntries(needed) }),
  };
}
