import { type Job, type Skipping, type Table, table, unlessEmpty, type Variant, type Yaml } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { escaped } from "../value/characters.ts";
import { command } from "../value/shell.ts";
import { isContinuation } from "./deciding.ts";
import { cacheKey, folder, recordable } from "./markers.ts";
import { toolVariables } from "./tool.ts";

/** A marker, and what CircleCI's cache is asked by: its scope, variant and signature, as the tool writes them. */
interface Marker {
  readonly line: string;
  readonly key: string;
}

/** The last steps of a job, which note that it went well: nothing runs behind them. */
export function recordSteps(job: Job, scope: Scope): Yaml[] {
  const markers = markersOf(job, scope);
  const [first] = markers;
  if (!first) return [];
  const name = scope.commands.define("record", definition(scope.output.skipping!, scope));
  if (markers.size === 1 && job.variants.length === 1) return [table([name, given(first[0], first[1])])];
  const step = table([
    name,
    table(
      ["variant", `<< parameters.${parameter.variant} >>`],
      ["marker", `<< parameters.${parameter.marker} >>`],
      ["key", `<< parameters.${parameter.key} >>`],
    ),
  ]);
  return [table(["when", table(["condition", `<< parameters.${parameter.marker} >>`], ["steps", [step]])])];
}

/** Parameters of a job with variants for what each of them records; empty for any other. */
export function recordParameters(job: Job, scope: Scope): Table {
  if (job.variants.length <= 1 || markersOf(job, scope).size === 0) return new Map();
  return new Map(
    Object.values(parameter).map((name): [string, Yaml] => [
      name,
      table(["type", "string"], ["default", ""]),
    ]),
  );
}

/** What an invocation of a variant gives for them. */
export function recordArguments(job: Job, variant: Variant, scope: Scope): Table {
  const marker = job.variants.length > 1 ? markersOf(job, scope).get(variant.id) : undefined;
  if (!marker) return new Map();
  const { variant: id, marker: line, key } = Object.fromEntries(given(variant.id, marker));
  return table([parameter.variant, id], [parameter.marker, line], [parameter.key, key]);
}

/** True where the variants record different things, so that CircleCI's own matrix cannot say them. */
export function recordsByVariant(job: Job, scope: Scope): boolean {
  return job.variants.length > 1 && markersOf(job, scope).size > 0;
}

const parameter = { variant: "cig-variant", marker: "cig-marker", key: "cig-key" } as const;

function given(variant: string, { line, key }: Marker): Table {
  return table(["variant", variant], ["marker", escaped(line)], ["key", escaped(key)]);
}

function markersOf(job: Job, { output }: Scope): ReadonlyMap<string, Marker> {
  if (!isContinuation(output)) return new Map();
  return new Map(
    recordable(job, output.skipping!.nativeStore).flatMap((variant): [string, Marker][] => {
      const marker = readMarker(variant);
      return marker ? [[variant.id, marker]] : [];
    }),
  );
}

/** Undefined for a text that is no marker: then nothing is recorded. */
function readMarker({ id, marker: line }: Variant): Marker | undefined {
  if (line === "") return undefined;
  try {
    const { scope, signature } = JSON.parse(line) as Record<string, unknown>;
    const isMarker = typeof scope === "string" && typeof signature === "string";
    return isMarker ? { line, key: `${scope}/${id}/${signature}` } : undefined;
  } catch {
    return undefined;
  }
}

function definition(skipping: Skipping, top: Scope): Table {
  return table(
    ["description", "Notes that a job went well on its inputs"],
    [
      "parameters",
      new Map(["variant", "marker", "key"].map((name): [string, Yaml] => [name, table(["type", "string"])])),
    ],
    ["steps", skipping.nativeStore ? [...nativeSteps] : [toolStep(skipping, top)]],
  );
}

/** CircleCI's cache keeps the line, under the key by which the setup asks. */
const nativeSteps: readonly Yaml[] = [
  table([
    "run",
    table(
      ["name", "Note that the job went well"],
      [
        "command",
        command(
          `mkdir -p ${folder}/keys ${folder}/markers`,
          `printf '%s' "$CIG_KEY" > "${folder}/keys/$CIG_VARIANT"`,
          `printf '%s\\n' "$CIG_MARKER" > "${folder}/markers/$CIG_VARIANT.json"`,
        ),
      ],
      [
        "environment",
        table(
          ["CIG_KEY", "<< parameters.key >>"],
          ["CIG_MARKER", "<< parameters.marker >>"],
          ["CIG_VARIANT", "<< parameters.variant >>"],
        ),
      ],
      // Free of the job's time limit, and there in every image.
      ["shell", "sh -e"],
    ),
  ]),
  table([
    "save_cache",
    table(
      ["name", "Keep it"],
      ["key", cacheKey("keys", "<< parameters.variant >>")],
      ["paths", [`${folder}/markers/<< parameters.variant >>.json`]],
    ),
  ]),
];

function toolStep(skipping: Skipping, top: Scope): Yaml {
  const { environment, exports } = toolVariables([skipping], top);
  const script =
    'eval "$CIG_FUNCTIONS"; if cig_get; then cig mark; else echo "cig cannot be had: nothing is recorded."; fi';
  return table([
    "run",
    table(
      ["name", "Note that the job went well"],
      // Nothing that goes wrong here is a failure of the job, whose image may have no bash.
      ["command", command(...exports, `bash -c '${script}' || echo "Nothing is recorded."`)],
      [
        "environment",
        unlessEmpty(new Map<string, Yaml>([...environment, ["CIG_MARKER", "<< parameters.marker >>"]])),
      ],
      ["shell", "sh -e"],
    ),
  ]);
}
