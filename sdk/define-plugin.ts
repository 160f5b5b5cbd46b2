import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ImportRequest,
  ImportResponseSchema,
  ReadRequest,
  ReadResponseSchema,
} from "../proto/gen/cig/plugin/v1/import_pb.ts";
import type {
  DetectRequest,
  DetectResponseSchema,
  GenerateRequest,
  GenerateResponseSchema,
  PlanRequest,
  PlanResponseSchema,
  PreflightRequest,
  PreflightResponseSchema,
  ValidateRequest,
  ValidateResponseSchema,
} from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { PinSource } from "./pin-source.ts";
import type { StoreMethods } from "./store-methods.ts";

/**
 * What a plugin can do. Each hook is a pure function: the same request gives the same answer on every
 * machine; it reads no file, network, environment or clock. Throw an Error for what only the plugin's
 * author can mend; return diagnostics for what its user can mend.
 */
export interface Hooks {
  detect?(request: DetectRequest): Answer<typeof DetectResponseSchema>;
  plan?(request: PlanRequest): Answer<typeof PlanResponseSchema>;
  generate?(request: GenerateRequest): Answer<typeof GenerateResponseSchema>;
  validate?(request: ValidateRequest): Answer<typeof ValidateResponseSchema>;
  preflight?(request: PreflightRequest): Answer<typeof PreflightResponseSchema>;
  /** Made of an `Importer` by `importHook`. */
  import?(request: ImportRequest): Answer<typeof ImportResponseSchema>;
  /** Made of a `Reader` by `readHook`. */
  read?(request: ReadRequest): Answer<typeof ReadResponseSchema>;
}

type Answer<Schema extends Parameters<typeof import("@bufbuild/protobuf").create>[0]> =
  | MessageInitShape<Schema>
  | Promise<MessageInitShape<Schema>>;

/** A plugin as a value. `name`, `version` and the lists must equal those of its `module.toml`. */
export interface Plugin extends Hooks {
  /** "lang/ruby" */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** "lang:ruby", "package:ruby", "service:postgres", "provider:github", "policy:security" */
  readonly capabilities: readonly string[];
  readonly requires?: readonly string[];
  readonly conflictsWith?: readonly string[];
  /** For plugins with a capability "store:NAME": where markers are kept. It has effects, unlike hooks. */
  readonly store?: StoreMethods;
  /** For plugins with a capability "pins:NAME": what is asked when pins are updated. It may use the network. */
  readonly pins?: PinSource;
}

/** Checks the plugin's shape and returns it. Throws an Error that names what is wrong. */
export function definePlugin(plugin: Plugin): Plugin {
  if (!/^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9._-]*$/.test(plugin.name))
    throw new Error(`The plugin name "${plugin.name}" is not of the form kind/name, such as "lang/ruby".`);
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(plugin.version))
    throw new Error(
      `The version "${plugin.version}" of ${plugin.name} is not a semantic version such as "1.2.3".`,
    );
  if (!plugin.store && !plugin.pins && !hookNames.some((hook) => plugin[hook]))
    throw new Error(
      `The plugin ${plugin.name} has no hook: give it at least one of ${hookNames.join(", ")}, a store or pins.`,
    );
  const isStore = plugin.capabilities.some((capability) => capability.startsWith("store:"));
  if (isStore !== (plugin.store !== undefined))
    throw new Error(
      isStore
        ? `The plugin ${plugin.name} has a capability "store:…" and no store: give it lookup, record and latest.`
        : `The plugin ${plugin.name} has a store and no capability such as "store:s3".`,
    );
  const hasPins = plugin.capabilities.some((capability) => capability.startsWith("pins:"));
  if (hasPins !== (plugin.pins !== undefined))
    throw new Error(
      hasPins
        ? `The plugin ${plugin.name} has a capability "pins:…" and no pins: give it versions.`
        : `The plugin ${plugin.name} has pins and no capability such as "pins:github".`,
    );
  return Object.freeze({ ...plugin });
}

/** Names of all hooks, in the pipeline's order; the last two are for `cig import`. */
export const hookNames = ["detect", "plan", "generate", "validate", "preflight", "import", "read"] as const;
export type HookName = (typeof hookNames)[number];
