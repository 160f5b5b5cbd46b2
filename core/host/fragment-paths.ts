import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { compileGlobs } from "../repo/glob.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";

/**
 * Says of each fragment that the plugin may not write why not, once a path (CIG501). A path must be relative,
 * printable ASCII, without `..`, outside `.git`, and inside the globs that the manifest declares as `outputs`.
 */
export function checkFragmentPaths(
  plugin: Pick<InstalledPlugin, "name" | "version" | "manifest">,
  fragments: readonly { readonly path: string }[],
): Diagnostic[] {
  const { outputs } = plugin.manifest;
  const isDeclared = outputs.length === 0 ? () => false : compileGlobs(outputs);
  return [...new Set(fragments.map((fragment) => fragment.path))].flatMap((path) => {
    const fault = faultOf(path) ?? (isDeclared(path) ? undefined : outsideOutputs(outputs));
    if (fault === undefined) return [];
    const shown = JSON.stringify(path).slice(1, -1);
    return [
      diagnose(
        "CIG501",
        `${plugin.name} ${plugin.version} answered generate with a fragment for "${shown}", ${fault}. Nothing of this answer is used.`,
        {
          plugin: plugin.name,
          hint: `This is a fault of the plugin: its author declares the file in \`outputs\` of its module.toml, or writes elsewhere. Until then, remove the output that ${plugin.name} renders from cig.toml.`,
        },
      ),
    ];
  });
}

function outsideOutputs(outputs: readonly string[]): string {
  if (outputs.length === 0) return "and its manifest declares no outputs";
  return `which is outside the outputs that its manifest declares (${outputs.join(", ")})`;
}

function faultOf(path: string): string | undefined {
  if (path === "") return "which is empty";
  if (!/^[\x20-\x7e]+$/.test(path)) return "which is not printable ASCII";
  if (/^[\\/]|^[A-Za-z]:|^~/.test(path)) return "which is not relative to the repository";
  if (/[\\<>:"|?*]/.test(path)) return "which has a character that not every file system takes";
  const segments = path.split("/");
  if (segments.includes("..")) return "which leads out of its folder by `..`";
  if (segments.some((segment) => segment === "" || segment === "." || /[ .]$/.test(segment)))
    return "which is not in its plain form";
  if (segments.some((segment) => /^(\.git|git~\d+)$/i.test(segment))) return "which is inside `.git`";
  if (/^cig\.(?:toml|lock)$/i.test(path)) return "which is cig's own file";
  return undefined;
}
