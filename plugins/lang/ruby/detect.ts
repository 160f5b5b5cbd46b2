import type { DetectRequest, DetectResponseSchema, FactSchema, MessageInitShape } from "cig/sdk";
import { folderOf } from "cig/sdk";
import { type Bundle, findBundles } from "./bundle.ts";
import { decideVersion } from "./decide-version.ts";
import { type Files, indexFiles } from "./files.ts";
import { findFrameworks } from "./frameworks.ts";
import { keyIn } from "./keys.ts";
import type { Remark } from "./remarks.ts";
import { findScripts, nodeForTests } from "./scripts.ts";
import { readStatements } from "./statements.ts";

type FactInit = MessageInitShape<typeof FactSchema>;

/** Says which Ruby, Bundler, lock file, frameworks and commands the repository states, root by root. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = indexFiles(request.files);
  const bundles = findBundles(files);
  const facts: FactInit[] = bundles.flatMap((bundle) => bundleFacts(files, bundle));
  const remarks: Remark[] = [...files.remarks, ...bundles.flatMap((bundle) => bundle.remarks)];
  for (const folder of foldersWithVersions(files, bundles)) {
    const statements = await readStatements(
      files,
      folder,
      bundles.find((bundle) => bundle.folder === folder),
    );
    const decided = decideVersion(folder, statements);
    facts.push(...decided.facts);
    remarks.push(...statements.remarks, ...decided.remarks);
  }
  return { facts, signals: signalsOf(files, facts), diagnostics: remarks };
}

function bundleFacts(files: Files, bundle: Bundle): FactInit[] {
  const { folder, gemfile, lock, gemspecs } = bundle;
  const root = gemfile?.path ?? gemspecs[0]?.path;
  if (!root) return [];
  const bundler = lock?.content.bundler;
  const scripts = findScripts(files, bundle);
  const node = scripts.some(({ name }) => name === "test") ? nodeForTests(files, bundle) : undefined;
  return [
    { key: keyIn("ruby.root", folder), value: folder || ".", evidence: [{ file: root }], confidence: 1 },
    ...(lock ? [stated("ruby.lockfile", folder, lock.path, lock.path, 0)] : []),
    ...(bundler ? [stated("bundler.version", folder, bundler.version, lock!.path, bundler.line)] : []),
    ...findFrameworks(bundle).map((fact) => stated(fact.key, folder, fact.version, fact.file, fact.line)),
    ...scripts.map(({ name, command, places, confidence }) => ({
      key: keyIn(`script.${name}`, folder),
      value: command,
      evidence: [...places],
      confidence,
    })),
    ...(node ? [stated("script.test.packages", folder, "node", node.file, node.line)] : []),
  ];
}

function stated(key: string, folder: string, value: string, file: string, line: number): FactInit {
  return { key: keyIn(key, folder), value, evidence: [{ file, line }], confidence: 1 };
}

/** Every root, and every folder with a version file of its own. Sorted. */
function foldersWithVersions(files: Files, bundles: readonly Bundle[]): string[] {
  const withFile = files.paths
    .filter(
      (path) =>
        /(^|\/)(\.ruby-version|\.tool-versions|\.?mise\.toml)$/.test(path) ||
        /^\.?(config\/)?mise\/config\.toml$/.test(path),
    )
    .map((path) => (/^\.?(config\/)?mise(\.toml|\/config\.toml)$/.test(path) ? "" : folderOf(path)));
  return [...new Set([...bundles.map(({ folder }) => folder), ...withFile])].sort();
}

function signalsOf(files: Files, facts: readonly FactInit[]): string[] {
  const hasGemfile = files.paths.some((path) => path === "Gemfile" || path === "gems.rb");
  return [...(hasGemfile ? ["has_gemfile"] : []), ...(facts.length > 0 ? ["ruby_detected"] : [])];
}
