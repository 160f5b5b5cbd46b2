import { type MessageInitShape, named, type StepSchema } from "cig/sdk";
import { phpScript } from "./fallback.ts";
import { pins } from "./pins.ts";
import type { Setup } from "./setup.ts";

export type Step = MessageInitShape<typeof StepSchema>;

/** The step that makes PHP, its extensions and Composer available. Without a version PHP is left as it is. */
export function toolchainStep({ use, version, extensions, coverage }: Setup): Step {
  const list = extensions.join(", ");
  const inputs = [
    ...(version ? [named("php-version", version)] : []),
    ...(list === "" ? [] : [named("extensions", list)]),
    named("coverage", coverage),
    named("tools", "composer:v2"),
  ];
  const fallbackEnv = [
    ...(list === "" ? [] : [named("PHP_EXTENSIONS", extensions.join(" "))]),
    ...(coverage === "none" ? [] : [named("PHP_COVERAGE", coverage)]),
  ];
  // The action knows GitHub's machines; in an image the script takes the PHP that the image brings.
  const native = use.inContainer ? [] : [{ provider: "github", ...pins.php, with: inputs }];
  return {
    name: "Set up PHP",
    kind: {
      case: "toolchain",
      value: { tool: "php", ...(version && { version }), native, fallbackScript: phpScript, fallbackEnv },
    },
  };
}
