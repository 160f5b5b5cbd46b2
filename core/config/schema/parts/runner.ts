import * as z from "zod/mini";
import { docs, key } from "../strict.ts";
import { freeTable } from "../text.ts";
import { backendName } from "./backend.ts";

/** `[runners.ID]`: `os`, `arch`, `cache` and one table per provider, which is taken as it is. */
export const runner = z.catchall(
  z.object(
    {
      os: key(z.enum(["linux", "macos", "windows"], '"linux", "macos" or "windows"'), "Default: linux."),
      arch: key(z.enum(["amd64", "arm64"], '"amd64" or "arm64"'), "Default: amd64; on macos arm64."),
      cache: key(backendName, "The backend of its jobs' caches that name none. Default: the project's."),
    },
    'a table by provider, such as { github = { runs-on = "ubuntu-latest" } }',
  ),
  freeTable(
    'a provider\'s table, such as github = { runs-on = "ubuntu-latest" } (other keys: os, arch, cache)',
  ),
);
docs.add(runner, { id: "Runner" });
