import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { behindQuestion } from "./behind.ts";
import {
  bareImage,
  bareJob,
  type Image,
  type Job,
  type Node,
  noParts,
  type Pasted,
  type Plugin,
  type Step,
  type Workflow,
} from "./workflow.ts";
import { keyOf, openYaml, tablesOf, type YamlNodes } from "./yaml-nodes.ts";

/** Reads a pipeline of Buildkite. Each command step is a job. */
export function readBuildkite(path: string, content: string): Workflow | undefined {
  const nodes = openYaml(content);
  if (!nodes) return undefined;
  const steps = flat(nodes.root);
  const guarded = guardedSteps(steps);
  return {
    ...noParts,
    provider: "buildkite",
    path,
    root: nodes.node(nodes.root, undefined, [], undefined),
    env: nodes.entries(nodes.root, "env", [], undefined),
    plugins: steps.flatMap((step) => pluginsOf(nodes, step)),
    jobs: steps.filter(isCommand).map((step) => jobOf(nodes, step, guarded.has(step))),
  };
}

/** A group holds steps of its own. */
function flat(holder: YAMLMap): YAMLMap[] {
  return tablesOf(holder.get("steps")).flatMap((step) => [step, ...flat(step)]);
}

function isCommand(step: YAMLMap): boolean {
  return ["command", "commands", "plugins"].some((key) => step.has(key)) && !step.has("steps");
}

function jobOf(nodes: YamlNodes, step: YAMLMap, isGuarded: boolean): Job {
  const id = nameOf(step);
  const secrets = secretsOf(step);
  const commands = ["command", "commands"].flatMap((key) => {
    const value = step.get(key, true);
    if (isSeq(value)) return value.items.map((item) => nodes.node(item, undefined, [], id));
    const own = nodes.at(step, key, [], id);
    return own ? [own] : [];
  });
  return {
    ...bareJob,
    id,
    node: nodes.node(step, undefined, [], id),
    hasTimeout: step.has("timeout_in_minutes"),
    isGuarded,
    env: nodes.entries(step, "env", [], id),
    images: pluginTables(step).flatMap(([, options]) => imagesOf(nodes, options, id)),
    steps: commands.map((run): Step => {
      const none = { uses: undefined, condition: undefined, with: [], env: [] };
      return { ...none, node: run, name: id, run, pasted: pastedIn(run, secrets) };
    }),
  };
}

function nameOf(step: YAMLMap): string {
  return String(step.get("key") ?? step.get("id") ?? step.get("label") ?? step.get("name") ?? "");
}

function pluginTables(step: YAMLMap): [name: unknown, options: unknown][] {
  const plugins = step.get("plugins");
  const entries = isSeq(plugins) ? plugins.items : isMap(plugins) ? [plugins] : [];
  return entries.flatMap((entry): [unknown, unknown][] =>
    isMap(entry) ? entry.items.map(({ key, value }) => [key, value]) : [[entry, undefined]],
  );
}

function pluginsOf(nodes: YamlNodes, step: YAMLMap): Plugin[] {
  const uploads = ["command", "commands"].some((key) =>
    /\bbuildkite-agent\s+pipeline\s+upload\b/.test(String(step.get(key) ?? "")),
  );
  return pluginTables(step).flatMap(([name]) => {
    if (!isScalar(name)) return [];
    const at = nodes.node(name, undefined, [], nameOf(step));
    return [{ name: { ...at, value: String(name.value) }, uploads }];
  });
}

/** The docker plugin runs a step in an image, with what that may do. */
function imagesOf(nodes: YamlNodes, options: unknown, id: string): Image[] {
  if (!isMap(options) || !options.has("image")) return [];
  const volumes = options.get("volumes");
  const privileged = nodes.at(options, "privileged", [], id);
  return [
    {
      ...bareImage,
      image: nodes.at(options, "image", [], id),
      options: privileged?.value === true ? { ...privileged, value: "--privileged" } : undefined,
      volumes: isSeq(volumes) ? volumes.items.map((item) => nodes.node(item, undefined, [], id)) : [],
    },
  ];
}

/** Names of the step's secrets. */
function secretsOf(step: YAMLMap): ReadonlySet<string> {
  const secrets = step.get("secrets");
  if (isMap(secrets)) return new Set(secrets.items.map(({ key }) => keyOf(key)));
  return new Set(isSeq(secrets) ? secrets.items.map(keyOf) : []);
}

/**
 * `$NAME` and `${NAME}` are replaced when the pipeline is uploaded, before a shell knows what is text; `$$NAME` and
 * `\$NAME` are left to the shell.
 */
function pastedIn(run: Node, secrets: ReadonlySet<string>): Pasted[] {
  if (typeof run.value !== "string") return [];
  return run.value.split("\n").flatMap((text, index) =>
    [...text.replace(/\$\$|\\\$/g, "  ").matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(
      ([, name = ""]): Pasted[] => {
        const line = run.textLine + index;
        if (strangers.test(name)) return [{ source: `$${name}`, kind: "untrusted", line }];
        return secrets.has(name) || looksSecret.test(name)
          ? [{ source: `$${name}`, kind: "secret", line }]
          : [];
      },
    ),
  );
}

const strangers =
  /^BUILDKITE_(?:MESSAGE|BRANCH|TAG|BUILD_AUTHOR(?:_EMAIL)?|BUILD_CREATOR(?:_EMAIL)?|PULL_REQUEST_(?:BASE_BRANCH|LABELS|REPO))$/;

const looksSecret = /(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY)$/;

/** Steps before which a person is asked: above, where everything below waits for it, or in one that they depend on. */
function guardedSteps(steps: readonly YAMLMap[]): ReadonlySet<YAMLMap> {
  const asks = (step: YAMLMap) => step.has("block") || step.has("input");
  const first = steps.findIndex(asks);
  const below = first < 0 ? [] : steps.slice(first + 1).filter((step) => !step.has("depends_on"));
  const isBelow = new Set(below);
  const behind = behindQuestion(
    steps.map((step) => ({
      step,
      name: nameOf(step),
      waitsFor: dependsOn(step),
      asks: asks(step) || isBelow.has(step),
    })),
  );
  return new Set([...isBelow, ...[...behind].map(({ step }) => step)]);
}

function dependsOn(step: YAMLMap): string[] {
  const value = step.get("depends_on");
  const items = isSeq(value) ? value.items : value === undefined || value === null ? [] : [value];
  return items.map((item) => (isMap(item) ? String(item.get("step") ?? "") : keyOf(item)));
}
