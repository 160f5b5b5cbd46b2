import type { Job } from "cig/sdk";
import { actionFolder } from "../actions/action.ts";
import { hasSources } from "../actions/calls.ts";
import { places } from "../expression/place.ts";
import type { Scope } from "../scope.ts";
import { usesOf } from "../steps/native.ts";
import { atRoot, ownShell } from "../steps/own-script.ts";
import { type Table, table } from "../yaml/tree.ts";
import { markAction } from "./mark-action.ts";
import { markersFolder, ownKey, ownMarker, ownMarkerFile } from "./markers.ts";
import { compileToolEnv } from "./tool-env.ts";
import { mayBeLeftOut } from "./verdict.ts";

/**
 * The last steps of a job that may be left out: they keep that it passed, under the very key that it is looked up by.
 * They run only when all went well and a marker was given, and are never why a job fails. One that starts machines leaves nothing.
 */
export function compileRecord(job: Job, scope: Scope): Table[] {
  const { output } = scope;
  if (job.launches !== "" || !mayBeLeftOut(job, output)) return [];
  const marker = ownMarker(job, output).source;
  const skipping = output.skipping!;
  if (!skipping.nativeStore) {
    // The tool reads cig.lock, and the action lies in the repository.
    if (!hasSources(job)) return [];
    return [
      table(
        ["name", "Keep that it passed"],
        ["if", marker],
        ["uses", `./${actionFolder(markAction)}`],
        [
          "env",
          new Map([...compileToolEnv(skipping, places.step, scope), ["CIG_MARKER", `\${{ ${marker} }}`]]),
        ],
        ["continue-on-error", true],
      ),
    ];
  }
  return [
    table(
      ["name", "Write down that it passed"],
      ["if", marker],
      ["run", `mkdir -p ${markersFolder}\nprintf '%s\\n' "$CIG_MARKER" > "$CIG_MARKER_FILE"\n`],
      ...atRoot(job),
      ...ownShell(job),
      ["env", table(["CIG_MARKER", `\${{ ${marker} }}`], ["CIG_MARKER_FILE", ownMarkerFile(job)])],
      ["continue-on-error", true],
    ),
    table(
      ["name", "Keep it"],
      ["if", marker],
      ["uses", usesOf(scope.pins.newest("actions/cache/save"))],
      [
        "with",
        table(
          ["path", ownMarkerFile(job)],
          ["key", `\${{ ${ownKey(job, output).source} }}`],
          ["enableCrossOsArchive", true],
        ),
      ],
      ["continue-on-error", true],
    ),
  ];
}
