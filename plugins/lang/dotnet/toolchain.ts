import { literalOf, type MessageInitShape, named, type StepSchema, type Text, type TextPiece } from "cig/sdk";
import { dotnetScript } from "./fallback.ts";
import { pins } from "./pins.ts";
import type { Setup } from "./setup.ts";

export type Step = MessageInitShape<typeof StepSchema>;

/** The step that makes the SDK and the runtimes available. Without a version it checks what is there. */
export function toolchainStep({ use, version, runtimes }: Setup): Step {
  // In an image the script takes what the image brings.
  const native =
    use.inContainer || !version
      ? []
      : [
          {
            provider: "github",
            ...pins.dotnet,
            with: [named("dotnet-version", ...versions(version, runtimes))],
          },
        ];
  const fallbackEnv = runtimes.length > 0 ? [named("DOTNET_RUNTIMES", runtimes.join(" "))] : [];
  return {
    name: "Set up .NET",
    kind: {
      case: "toolchain",
      value: {
        tool: "dotnet",
        ...(version && { version }),
        native,
        fallbackScript: dotnetScript,
        fallbackEnv,
      },
    },
  };
}

/** One on each line, which the action takes for several SDKs. A line such as "8.0" is asked for as "8.0.x". */
function versions(version: Text, runtimes: readonly string[]): TextPiece[] {
  const literal = literalOf(version);
  const first = literal !== undefined && /^\d+\.\d+$/.test(literal) ? `${literal}.x` : version;
  return [first, ...runtimes.map((line) => `\n${line}.x`)];
}
