import { type CacheSchema, joinPath, type MessageInitShape, text } from "cig/sdk";
import type { InstalledProject, Setup } from "./setup.ts";

export type Cache = MessageInitShape<typeof CacheSchema>;

/** Fetched dependencies and what was compiled, which fits one Elixir on one Erlang/OTP and nothing else. */
export function mixCache({ version, otp }: Setup, { root, lockfile }: InstalledProject): Cache {
  return {
    id: root === "." ? "mix" : `mix-${root.replaceAll("/", "-")}`,
    paths: [joinPath(root, "deps"), joinPath(root, "_build")],
    keyParts: [
      ...(version ? [{ kind: { case: "text" as const, value: text("elixir-", version) } }] : []),
      ...(otp ? [{ kind: { case: "text" as const, value: text("otp-", otp) } }] : []),
      { kind: { case: "files" as const, value: lockfile ?? joinPath(root, "mix.exs") } },
    ],
  };
}
