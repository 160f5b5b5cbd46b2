import type { Output } from "cig/sdk";
import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import { commandSubjects, jobSubject, type RenderedStep, type StepSubject, stepSubjects } from "./subject.ts";
import { bareImage, bareJob, type Image, type Job, noParts, type Step, type Workflow } from "./workflow.ts";
import { keyOf, openYaml, type YamlNodes } from "./yaml-nodes.ts";

/** Reads a rendered workflow with the places of its parts. Undefined: it has no jobs, or is no YAML. */
export function readWorkflow(
  path: string,
  content: string,
  output: Output | undefined,
): Workflow | undefined {
  const nodes = openYaml(content);
  const jobs = nodes?.root.get("jobs");
  if (!nodes || !isMap(jobs)) return undefined;
  const { root } = nodes;
  const reader = new Reader(nodes, output);
  return {
    ...noParts,
    provider: "github",
    path,
    root: nodes.node(root, undefined, [], undefined),
    on: nodes.at(root, "on", ["on"], undefined),
    triggers: new Set(triggersOf(root.get("on", true))),
    permissions: nodes.at(root, "permissions", ["permissions"], undefined),
    env: nodes.entries(root, "env", ["env"], undefined),
    jobs: jobs.items.flatMap((pair) => reader.job(pair)),
  };
}

/**
 * Reads a composite action like a workflow with one job, for what can be judged in it: rights, timeouts, triggers and
 * environments are those of whoever calls it. Undefined: it is none, or no YAML.
 */
export function readAction(path: string, content: string, outputs: readonly Output[]): Workflow | undefined {
  const nodes = openYaml(content);
  const runs = nodes?.root.get("runs");
  const steps = isMap(runs) ? runs.get("steps") : undefined;
  if (!nodes || !isSeq(steps)) return undefined;
  const reader = new Reader(nodes, undefined);
  const id = path.split("/").at(-2) ?? "";
  const node = nodes.node(nodes.root, undefined, ["commands", id], undefined);
  const subjects = commandSubjects(outputs, id, steps.items.map(renderedStep));
  const job: Job = {
    ...bareJob,
    id,
    node,
    permissions: node,
    steps: steps.items.flatMap((step, index) => reader.step(step, subjects[index]!, undefined)),
  };
  return { ...noParts, provider: "github", path, root: node, jobs: [job] };
}

function renderedStep(step: unknown): RenderedStep {
  const textAt = (key: string) => {
    const value = isMap(step) ? step.get(key) : undefined;
    return typeof value === "string" ? value : undefined;
  };
  return { uses: textAt("uses"), run: textAt("run") };
}

function triggersOf(on: unknown): string[] {
  if (isScalar(on)) return [String(on.value)];
  if (isSeq(on)) return on.items.map((item) => String(isScalar(item) ? item.value : item));
  return isMap(on) ? on.items.map(({ key }) => keyOf(key)) : [];
}

/** Knows where in cig.toml jobs and steps come from. */
class Reader {
  readonly #nodes: YamlNodes;
  readonly #output: Output | undefined;

  constructor(nodes: YamlNodes, output: Output | undefined) {
    this.#nodes = nodes;
    this.#output = output;
  }

  job({ key, value }: Pair): Job[] {
    if (!isMap(value)) return [];
    const id = keyOf(key);
    const subject = jobSubject(this.#output, id);
    const at = (name: string) => this.#nodes.at(value, name, subject, id);
    const steps = value.get("steps");
    const services = value.get("services");
    return [
      {
        id,
        node: this.#nodes.node(value, key, subject, id),
        permissions: at("permissions"),
        hasTimeout: value.has("timeout-minutes"),
        condition: at("if"),
        runsOn: at("runs-on"),
        isGuarded: value.has("environment"),
        uses: at("uses"),
        secrets: at("secrets"),
        env: this.#nodes.entries(value, "env", subject, id),
        images: [
          ...this.#image(value.get("container", true), subject, id),
          ...(isMap(services) ? services.items.flatMap((pair) => this.#image(pair.value, subject, id)) : []),
        ],
        steps: isSeq(steps) ? this.#steps(steps.items, id) : [],
      },
    ];
  }

  step(step: unknown, { step: subject, run }: StepSubject, id: string | undefined): Step[] {
    if (!isMap(step)) return [];
    const name = step.get("name");
    return [
      {
        node: this.#nodes.node(step, undefined, subject, id),
        name: typeof name === "string" ? name : "",
        uses: this.#nodes.at(step, "uses", subject, id),
        run: this.#nodes.at(step, "run", run, id),
        condition: this.#nodes.at(step, "if", subject, id),
        with: this.#nodes.entries(step, "with", subject, id),
        env: this.#nodes.entries(step, "env", subject, id),
      },
    ];
  }

  #steps(steps: readonly unknown[], id: string): Step[] {
    const subjects = stepSubjects(this.#output, id, steps.map(renderedStep));
    return steps.flatMap((step, index) => this.step(step, subjects[index]!, id));
  }

  #image(value: unknown, subject: readonly string[], id: string): Image[] {
    if (isScalar(value)) return [{ ...bareImage, image: this.#nodes.node(value, undefined, subject, id) }];
    return isMap(value) ? [this.#container(value, subject, id)] : [];
  }

  #container(value: YAMLMap, subject: readonly string[], id: string): Image {
    const volumes = value.get("volumes");
    const credentials = value.get("credentials");
    const at = (key: string) => this.#nodes.at(value, key, subject, id);
    return {
      image: at("image"),
      options: at("options"),
      volumes: isSeq(volumes)
        ? volumes.items.map((item) => this.#nodes.node(item, undefined, subject, id))
        : [],
      env: this.#nodes.entries(value, "env", subject, id),
      password: isMap(credentials) ? this.#nodes.at(credentials, "password", subject, id) : undefined,
    };
  }
}
