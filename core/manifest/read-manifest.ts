import { isGrant } from "../../sdk/grant.ts";
import { byCodeUnit } from "../compare.ts";
import type { HookName } from "../event.ts";
import type { Manifest, ManifestInput } from "../manifest.ts";
import { readDetect } from "./read-detect.ts";
import { readSupport } from "./read-support.ts";
import { type Mistake, TableReader } from "./table-reader.ts";

/** Turns the parsed TOML into a manifest and gathers what is wrong with it; it is complete when nothing is. */
export function readManifest(table: Record<string, unknown>): { manifest: Manifest; mistakes: Mistake[] } {
  const mistakes: Mistake[] = [];
  const top = new TableReader(table, [], mistakes);
  const module = top.table("module");
  // Without the table, every further remark would say the same.
  const isMissing = mistakes.length > 0;
  const own = readModule(module);
  const manifest = { ...own, ...readDetect(top, own), ...readRest(top) };
  module.refuseOthers();
  top.refuseOthers();
  return { manifest, mistakes: isMissing ? mistakes.slice(0, 1) : mistakes };
}

function readModule(module: TableReader) {
  const name = module.text("name", pluginName);
  const version = module.text("version", semanticVersion);
  const capabilities = module.list("capabilities", capability).sort(byCodeUnit);
  return {
    name,
    version,
    protocols: module.protocols(),
    description: module.optionalText("description"),
    ...readTitle(module),
    capabilities,
    ...readGrantable(module, capabilities),
    requires: module.list("requires", requirement).sort(byCodeUnit),
    conflictsWith: module.list("conflicts_with", requirement).sort(byCodeUnit),
    hooks: readHooks(module, capabilities),
    command: module.list("command"),
    reads: module.list("reads", glob),
    lists: module.list("lists", glob),
    outputs: module.list("outputs", glob),
    ...readImports(module),
    ...readDefaultOutput(module),
    ...readPolicy(module),
  };
}

/** A store of markers and a source of pins need have no hooks. */
function readHooks(module: TableReader, capabilities: readonly string[]): HookName[] {
  return mayReachOutside(capabilities) && module.any("hooks") === undefined
    ? []
    : module.choices<HookName>("hooks", hookNames);
}

/** A hook is a function of its request alone, so only what is asked of the world outside can be granted more. */
function readGrantable(module: TableReader, capabilities: readonly string[]): { grantable?: string[] } {
  const grantable = module.list("capabilities_required", grant).sort(byCodeUnit);
  if (grantable.length === 0) return {};
  if (mayReachOutside(capabilities)) return { grantable };
  module.mistake(
    "capabilities_required",
    `The plugin asks for ${grantable.map((need) => `"${need}"`).join(", ")}, and has neither a store nor pins: cig grants hooks nothing beyond their messages.`,
    "Let the plugin get what it needs through `reads`, or use a version that needs no more.",
  );
  return {};
}

function mayReachOutside(capabilities: readonly string[]): boolean {
  return capabilities.some((one) => /^(?:store|pins):/.test(one));
}

function readImports(module: TableReader): { imports?: string[] } {
  return module.any("imports") === undefined ? {} : { imports: module.list("imports", glob) };
}

function readDefaultOutput(module: TableReader): { defaultOutput?: string } {
  return module.any("default_output") === undefined
    ? {}
    : { defaultOutput: module.text("default_output", filePath) };
}

function readPolicy(module: TableReader): { policy?: string } {
  return module.any("policy") === undefined ? {} : { policy: module.text("policy", policyName) };
}

function readTitle(module: TableReader): { title?: string } {
  const title = module.optionalText("title");
  return title === "" ? {} : { title };
}

function readRest(top: TableReader) {
  const provides = top.optionalTable("provides");
  const read = {
    inputs: readInputs(top.optionalTable("inputs")),
    provides: { caches: provides.list("caches"), commands: provides.list("commands") },
    meaning: top.optionalTable("meaning").texts(),
    ...(top.any("support") !== undefined && { support: readSupport(top.optionalTable("support")) }),
    ...(top.any("store") !== undefined && { store: readStore(top.optionalTable("store")) }),
    ...(top.any("pins") !== undefined && { pins: readPins(top.optionalTable("pins")) }),
  };
  provides.refuseOthers();
  return read;
}

function readStore(table: TableReader): { endpoints: string[] } {
  const store = { endpoints: table.list("endpoints", endpoint) };
  table.refuseOthers();
  return store;
}

function readPins(table: TableReader): { hosts: string[] } {
  const pins = { hosts: table.list("hosts", host) };
  table.refuseOthers();
  return pins;
}

function readInputs(inputs: TableReader): Record<string, ManifestInput> {
  return Object.fromEntries(
    inputs.keys().map((name) => {
      const input = inputs.table(name);
      const type = input.choice("type", inputTypes);
      const fallback = input.any("default");
      if (fallback !== undefined && type !== undefined && !isOfType(fallback, type))
        input.mistake("default", `The default of the input "${name}" is not of its type, ${type}.`);
      const read: ManifestInput = {
        type: type ?? "string",
        optional: input.flag("optional") || fallback !== undefined,
        ...(fallback !== undefined && { default: fallback }),
        description: input.optionalText("description"),
      };
      input.refuseOthers();
      return [name, read];
    }),
  );
}

const hookNames = ["detect", "plan", "generate", "validate", "preflight", "import", "read"] as const;
const inputTypes = ["string", "bool", "number", "list", "table"] as const;

function isOfType(value: unknown, type: ManifestInput["type"]): boolean {
  if (type === "list") return Array.isArray(value);
  if (type === "table") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === (type === "bool" ? "boolean" : type);
}

const pluginName = {
  fits: (text: string) => /^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9._-]*$/.test(text),
  form: 'a name of the form kind/name, such as "lang/ruby"',
};

const semanticVersion = {
  fits: (text: string) =>
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(text),
  form: 'a semantic version, such as "1.2.3"',
};

const capability = {
  fits: (text: string) => /^[a-z0-9][a-z0-9-]*:[A-Za-z0-9*][A-Za-z0-9._/*-]*$/.test(text),
  form: 'a capability, such as "lang:ruby"',
};

const requirement = {
  fits: (text: string) => capability.fits(text) || pluginName.fits(text.split("@")[0]!),
  form: 'a capability such as "cache:*" or a plugin such as "lang/ruby@~1.0"',
};

const grant = {
  fits: isGrant,
  form: 'something that can be granted, such as "network:https://*" or "environment:AWS_*"',
};

const endpoint = {
  fits: (text: string) => /^(?:https?:\/\/|\{[a-z_]+\})[^\s]*$/.test(text),
  form: 'an address with names of options in braces, such as "https://s3.{region}.amazonaws.com"',
};

const host = {
  fits: (text: string) => isGrant(`network:${text}`),
  form: 'a server that can be granted, such as "https://github.com"',
};

const policyName = {
  fits: (text: string) => /^[a-z][a-z0-9_]*$/.test(text),
  form: 'the name of a table in [policy], such as "conventions"',
};

const glob = {
  fits: (text: string) =>
    text !== "" &&
    !/^!?\//.test(text) &&
    !/[\\\x00-\x1f]/.test(text) &&
    !text.replace(/^!/, "").split("/").includes(".."),
  form: 'a glob relative to the repository, such as "**/Gemfile"',
};

const filePath = {
  fits: (text: string) => glob.fits(text) && !/[*?[\]{}!]/.test(text),
  form: 'a path relative to the repository, such as ".ci/pipeline.yml"',
};
