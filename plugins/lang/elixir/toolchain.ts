import { literalOf, type MessageInitShape, named, type StepSchema, type Text } from "cig/sdk";
import { beamScript } from "./fallback.ts";
import { pins } from "./pins.ts";
import type { Setup } from "./setup.ts";

export type Step = MessageInitShape<typeof StepSchema>;

/** The step that makes Elixir, Erlang/OTP, Hex and Rebar available. Without a version it checks what is there. */
export function toolchainStep({ use, version, otp }: Setup): Step {
  const inputs = [
    ...(version ? [named("elixir-version", version)] : []),
    ...(otp ? [named("otp-version", otp)] : []),
    // Loose versions are looked up among all releases; whole ones need no such search.
    ...(isWhole(version, 3) && isWhole(otp, 2) ? [named("version-type", "strict")] : []),
  ];
  // The action knows GitHub's machines, and must be told both; in an image the script takes what the image brings.
  const native =
    use.inContainer || !version || !otp ? [] : [{ provider: "github", ...pins.beam, with: inputs }];
  const fallbackEnv = otp ? [named("OTP_VERSION", otp)] : [];
  return {
    name: "Set up Elixir",
    kind: {
      case: "toolchain",
      value: { tool: "elixir", ...(version && { version }), native, fallbackScript: beamScript, fallbackEnv },
    },
  };
}

function isWhole(version: Text | undefined, digits: number): boolean {
  const literal = literalOf(version);
  return literal !== undefined && literal.split(".").length >= digits && /^[\d.]+$/.test(literal);
}
