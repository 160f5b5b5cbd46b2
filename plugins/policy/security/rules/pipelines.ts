import type { Rule } from "../rule.ts";

export const unpinnedOrb: Rule = {
  code: "SEC003",
  title: "Orb has no full version",
  level: "warning",
  providers: ["circleci"],
  *find({ orbs }) {
    for (const at of orbs) {
      const orb = String(at.value);
      if (/@\d+\.\d+\.\d+$/.test(orb) || orb.includes("<<")) continue;
      yield {
        at,
        message: `"${orb}" becomes whatever its author publishes next: only a version of three numbers stays what it is.`,
        hint: `Write the whole version, such as "${orb.split("@")[0]}@1.2.3". The newest is what this prints:\n  circleci orb info ${orb.split("@")[0]}`,
      };
    }
  },
};

export const unpinnedPlugin: Rule = {
  code: "SEC004",
  title: "Plugin of Buildkite is a branch",
  level: "warning",
  providers: ["buildkite"],
  *find({ plugins }) {
    for (const { name: at } of plugins)
      if (isMoving(String(at.value)))
        yield {
          at,
          message: `"${String(at.value)}" is what its branch holds at that moment, and runs with the step's secrets.`,
          hint: `Name a tag or a commit: "${bare(String(at.value))}#v1.2.3".`,
        };
  },
};

export const libraryOnBranch: Rule = {
  code: "SEC005",
  title: "Library of Jenkins is a branch",
  level: "warning",
  providers: ["jenkins"],
  *find({ libraries }) {
    for (const at of libraries) {
      const [name = "", version = ""] = String(at.value).split("@");
      if (!branch.test(version)) continue;
      yield {
        at,
        message: `"${name}@${version}" is what the branch holds at that moment, and runs with the job's credentials.`,
        hint: `Name a tag or a commit: "${name}@1.2.3".`,
      };
    }
  },
};

export const unverifiedUpload: Rule = {
  code: "SEC025",
  title: "Steps are uploaded beside an unpinned plugin",
  level: "warning",
  providers: ["buildkite"],
  *find({ plugins }) {
    for (const { name: at, uploads } of plugins)
      if (uploads && isMoving(String(at.value)))
        yield {
          at,
          message: `The step uploads further steps, and "${String(at.value)}", which may change at any time, decides with it what they are.`,
          hint: `Name a tag or a commit: "${bare(String(at.value))}#v1.2.3".`,
        };
  },
};

/** Names that are branches nearly everywhere; any other word may be a tag. */
const branch = /^(?:main|master|develop|trunk|HEAD)$/;

/** Without a version it is the default branch. Plugins beside the pipeline are of its own commit. */
function isMoving(plugin: string): boolean {
  if (/^\.{0,2}\//.test(plugin) || plugin.includes("$")) return false;
  const version = plugin.split("#")[1];
  return version === undefined || branch.test(version);
}

function bare(plugin: string): string {
  return plugin.split("#")[0]!;
}
