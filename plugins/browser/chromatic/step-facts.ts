import {
  type FactSchema,
  jsonTextAt,
  type MessageInitShape,
  packageManifest,
  type RepositoryFile,
  stepFacts,
  toolScripts,
} from "cig/sdk";

type Fact = MessageInitShape<typeof FactSchema>;

/**
 * The step that would publish from that folder ("." at the top), with the options of the plainest script that does. What
 * proposes it is that script, or else what shows that Chromatic is used.
 */
export function chromaticSteps(files: readonly RepositoryFile[], root: string, used: Fact): Fact[] {
  const manifest = packageManifest(files, root);
  const script = manifest && toolScripts(files, publishes).find(({ file }) => file === manifest.file);
  const text = (script && jsonTextAt(manifest.node, "scripts", script.name)) ?? "";
  const first = used.evidence?.[0];
  return stepFacts({
    tool: "chromatic",
    root,
    kind: "chromatic",
    module: "browser/chromatic",
    packages: "node",
    given: optionsIn(text),
    place: script ?? { file: first?.file ?? "", line: first?.line ?? 0 },
  });
}

/** A script that publishes, by whichever way it starts the tool. */
export const publishes = /(?:^|[\s;&|"'/])chromatic(?=\s|$|@)(?! (?:trace|init)\b)/;

function optionsIn(text: string): Record<string, string> {
  const found = flags.flatMap(([flag, input]) =>
    new RegExp(`\\s${flag}(?=[\\s=]|$)`).test(text) ? [[input, "true"]] : [],
  );
  const buildScript = /\s(?:--build-script-name|-b)[= ]["']?([\w:.-]+)/.exec(text)?.[1];
  return {
    ...Object.fromEntries(found),
    ...(buildScript !== undefined && { build_script: buildScript }),
  };
}

const flags = [
  ["--exit-once-uploaded", "exit_once_uploaded"],
  ["--exit-zero-on-changes", "exit_zero_on_changes"],
  ["--only-changed", "only_changed"],
  ["--zip", "zip"],
] as const;
