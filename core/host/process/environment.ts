import { delimiter, dirname } from "node:path";

/**
 * The whole environment of a plugin. Everything else stays away: CI keeps its secrets in variables.
 *
 * PATH finds interpreters, HOME is where version managers (asdf, mise, pyenv) look theirs up, TMPDIR is a private
 * folder that goes away with the run. Locale and time zone are fixed, so that no answer depends on them.
 */
export function pluginEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  temporaryDirectory: string,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const passed = platform === "win32" ? windowsNames : unixNames;
  return {
    ...Object.fromEntries(passed.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]))),
    PATH: [own.PATH ?? own.Path, dirname(process.execPath)].filter(Boolean).join(delimiter),
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    TMPDIR: temporaryDirectory,
    TMP: temporaryDirectory,
    TEMP: temporaryDirectory,
    // A compiled file beside the sources would change the plugin's digest.
    PYTHONDONTWRITEBYTECODE: "1",
    // The SDK takes this as the sign to guard stdout from its first moment.
    CIG_PLUGIN: "1",
  };
}

const unixNames = ["HOME"];
/** Without these, Windows starts no program at all or finds no interpreter. */
const windowsNames = [
  "SystemRoot",
  "SystemDrive",
  "ComSpec",
  "PATHEXT",
  "USERPROFILE",
  "LOCALAPPDATA",
  "APPDATA",
];
