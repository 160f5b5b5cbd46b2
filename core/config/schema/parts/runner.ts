import * as z from "zod/mini";
import { word } from "../names.ts";
import { docs, key } from "../strict.ts";
import { freeTable, inputs } from "../text.ts";
import { backendName } from "./backend.ts";
import { moduleName } from "./module.ts";

/** `[runners.ID]`: `os`, `arch`, `uses`, `cache`, `launcher` and one table per provider, which is taken as it is. */
export const runner = z.catchall(
  z.object(
    {
      os: key(z.enum(["linux", "macos", "windows"], '"linux", "macos" or "windows"'), "Default: linux."),
      arch: key(z.enum(["amd64", "arm64"], '"amd64" or "arm64"'), "Default: amd64; on macos arm64."),
      uses: key(moduleName, "The plugin that knows what the runner is called by each provider."),
      with: key(inputs(), "Its inputs."),
      cache: key(backendName, "The backend of its jobs' caches that name none. Default: the project's."),
      launcher: key(
        word('a runner, such as "small"'),
        "Where machines are launched that are started for each job. Default: the provider's Linux machine.",
      ),
    },
    'a table by provider, such as { github = { runs-on = "ubuntu-latest" } }',
  ),
  freeTable(
    'a provider\'s table, such as github = { runs-on = "ubuntu-latest" } (other keys: os, arch, uses, with, cache, launcher)',
  ),
);
docs.add(runner, { id: "Runner" });
