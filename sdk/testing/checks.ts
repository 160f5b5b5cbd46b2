import { create, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import {
  type DetectRequest,
  type DetectResponse,
  type GenerateResponse,
  type HandshakeResponse,
  HandshakeResponseSchema,
  PluginService,
} from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { answer, hookNumbers, introduce } from "../answer.ts";
import { sortedLists } from "../canonical-request.ts";
import { type HookName, hookNames, type Plugin } from "../define-plugin.ts";
import type { RequestOf } from "../run-plugin.ts";
import { type DeclaredCondition, withoutReasons } from "./condition.ts";
import { matchesAny } from "./glob.ts";
import { accessesDuring } from "./traps.ts";

/** A request to try a hook with. */
export type Sample = {
  readonly [H in HookName]: {
    readonly hook: H;
    readonly request: RequestOf<H>;
    /** For titles; the hook's name unless given. */
    readonly name?: string;
  };
}[HookName];

/** One promise of every plugin. */
export interface Check {
  /** Continues the plugin's name: "answers detect". */
  readonly title: string;
  /** What is wrong, a sentence each. */
  readonly run: () => Promise<string[]>;
}

/** The `[module]` table of a manifest with its `[detect]`, as far as they are compared. */
export interface Declared {
  readonly name?: string;
  readonly version?: string;
  readonly protocols?: readonly number[];
  readonly capabilities?: readonly string[];
  readonly requires?: readonly string[];
  readonly conflicts_with?: readonly string[];
  readonly hooks?: readonly string[];
  readonly reads?: readonly string[];
  readonly lists?: readonly string[];
  readonly outputs?: readonly string[];
  readonly detect?: DeclaredCondition;
}

/** All checks of a plugin, in a fixed order. */
export function checksFor(plugin: Plugin, declared: Declared, samples: readonly Sample[]): Check[] {
  const hooks = hookNames.filter((hook) => declared.hooks?.includes(hook) && plugin[hook]);
  const tried = hooks.flatMap((hook) => trialsOf(hook, samples));
  return [
    {
      title: "says in the handshake what module.toml says",
      run: async () => handshakeFailures(plugin, declared),
    },
    ...tried.flatMap((trial) => trialChecks(plugin, declared, trial)),
  ];
}

interface Trial {
  readonly hook: HookName;
  readonly name: string;
  readonly request: object;
}

function trialsOf(hook: HookName, samples: readonly Sample[]): Trial[] {
  const own = samples.filter((sample) => sample.hook === hook);
  if (own.length === 0) return [{ hook, name: `${hook} with an empty request`, request: {} }];
  return own.map(({ name, request }, index) => ({
    hook,
    name: name ?? (own.length > 1 ? `${hook} sample ${index + 1}` : hook),
    request: request as object,
  }));
}

function trialChecks(plugin: Plugin, declared: Declared, trial: Trial): Check[] {
  const { name } = trial;
  const checks: Check[] = [
    { title: `answers ${name}`, run: () => ask(plugin, trial).then(() => []) },
    { title: `answers ${name} with the same bytes each time`, run: () => repeatFailures(plugin, trial) },
    {
      title: `answers ${name} alike whatever the order of its lists`,
      run: () => orderFailures(plugin, trial),
    },
    { title: `touches nothing but its request in ${name}`, run: () => accessFailures(plugin, trial) },
  ];
  if (trial.hook === "detect")
    checks.push({
      title: `is shown in ${name} only files that it declares`,
      run: async () => fileFailures(declared, trial),
    });
  const { detect } = declared;
  if (trial.hook === "detect" && detect)
    checks.push({
      title: `finds nothing in ${name} without what [detect] asks for`,
      run: () => conditionFailures(plugin, declared, detect, trial),
    });
  if (trial.hook === "generate")
    checks.push({
      title: `writes in ${name} only inside its outputs`,
      run: () => outputFailures(plugin, declared, trial),
    });
  return checks;
}

function handshakeFailures(plugin: Plugin, declared: Declared): string[] {
  const said: HandshakeResponse = fromBinary(
    HandshakeResponseSchema,
    toBinary(HandshakeResponseSchema, introduce(plugin)),
  );
  const hooks = hookNames.filter((hook) => said.hooks.includes(hookNumbers[hook]));
  const isCommon = said.protocols.some((protocol) => (declared.protocols ?? [1]).includes(protocol));
  return [
    ...difference("name", said.name, declared.name),
    ...difference("version", said.version, declared.version),
    ...difference("capabilities", list(said.capabilities), list(declared.capabilities)),
    ...difference("requires", list(said.requires), list(declared.requires)),
    ...difference("conflicts_with", list(said.conflictsWith), list(declared.conflicts_with)),
    ...difference("hooks", list(hooks), list(declared.hooks)),
    ...(isCommon
      ? []
      : [`the SDK speaks protocols ${said.protocols}, and module.toml says ${declared.protocols}.`]),
  ];
}

function difference(key: string, said: string, declared = ""): string[] {
  return said === declared ? [] : [`${key} is "${said}" in the plugin and "${declared}" in module.toml.`];
}

function list(items: readonly string[] = []): string {
  return [...new Set(items)].sort().join(", ");
}

/** The bytes of an answer; every call gets a request of its own, as over the wire. */
function ask(
  plugin: Plugin,
  { hook, request }: Trial,
  rearrange: (message: Message) => void = () => {},
): Promise<Uint8Array> {
  const schema = PluginService.method[hook].input;
  const message = fromBinary(schema, toBinary(schema, create(schema, request)));
  rearrange(message);
  return answer(plugin, hook, message);
}

async function repeatFailures(plugin: Plugin, trial: Trial): Promise<string[]> {
  const first = await ask(plugin, trial);
  for (let round = 2; round <= 3; round++)
    if (!isEqual(first, await ask(plugin, trial)))
      return [`answer ${round} to the same request differs from the first.`];
  return [];
}

async function orderFailures(plugin: Plugin, trial: Trial): Promise<string[]> {
  const first = await ask(plugin, trial);
  const lists = Object.keys(sortedLists[PluginService.method[trial.hook].input.typeName] ?? {});
  const failures: string[] = [];
  for (const name of lists)
    for (const [how, arrange] of Object.entries(arrangements)) {
      const rearrange = (message: Message) => {
        const holder = message as unknown as Record<string, unknown[]>;
        holder[name] = arrange(holder[name] ?? []);
      };
      if (!isEqual(first, await ask(plugin, trial, rearrange)))
        failures.push(`the answer changes when \`${name}\` is ${how}.`);
    }
  return failures;
}

const arrangements: Readonly<Record<string, (items: unknown[]) => unknown[]>> = {
  reversed: (items) => items.toReversed(),
  rotated: (items) => [...items.slice(1), ...items.slice(0, 1)],
};

async function accessFailures(plugin: Plugin, trial: Trial): Promise<string[]> {
  // The first call may load modules lazily, which is not the hook's own doing; whether it fails is another check's.
  await ask(plugin, trial).catch(() => {});
  const touched = await accessesDuring(() => ask(plugin, trial));
  return touched.map((what) => `the hook used ${what}.`);
}

function fileFailures({ reads = [], lists = [] }: Declared, trial: Trial): string[] {
  const schema = PluginService.method.detect.input;
  const { files } = create(schema, trial.request) as DetectRequest;
  return files
    .filter(({ path, listedOnly }) => !matchesAny(reads, path) && !(listedOnly && matchesAny(lists, path)))
    .map(({ path }) => `the core would never send ${path}: neither reads nor lists of module.toml match it.`);
}

/** The core does not ask where the condition is not met, so that whatever would have been found there is lost. */
async function conditionFailures(
  plugin: Plugin,
  { reads }: Declared,
  condition: DeclaredCondition,
  trial: Trial,
): Promise<string[]> {
  const { input, output } = PluginService.method.detect;
  const { files } = create(input, trial.request) as DetectRequest;
  const request = { files: withoutReasons(files, condition, reads) };
  const { facts, signals } = fromBinary(output, await ask(plugin, { ...trial, request })) as DetectResponse;
  return [
    ...facts.map(({ key }) => `the fact "${key}"`),
    ...signals.map((signal) => `the signal "${signal}"`),
  ].map((what) => `${what} is found where [detect] of module.toml lets the core not ask.`);
}

async function outputFailures(plugin: Plugin, { outputs = [] }: Declared, trial: Trial): Promise<string[]> {
  const { output } = PluginService.method.generate;
  const { fragments } = fromBinary(output, await ask(plugin, trial)) as GenerateResponse;
  return fragments
    .map((fragment) => fragment.path)
    .filter((path) => !isPlain(path) || !matchesAny(outputs, path))
    .map((path) => `the fragment "${path}" is outside the outputs of module.toml (${outputs.join(", ")}).`);
}

function isPlain(path: string): boolean {
  const isAscii = /^[\x20-\x7e]+$/.test(path) && !/^[/~]|[\\:]/.test(path);
  return isAscii && !path.split("/").some((segment) => /^(\.{0,2}|\.git)$/i.test(segment));
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
