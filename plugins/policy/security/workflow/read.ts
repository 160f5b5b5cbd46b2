import type { Output } from "cig/sdk";
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import { commandSubjects, jobSubject, type RenderedStep, type StepSubject, stepSubjects } from "./subject.ts";
import type { Entry, Image, Job, Node, Step, Workflow } from "./workflow.ts";

/** Reads a rendered workflow with the places of its parts. Undefined: it has no jobs, or is no YAML. */
export function readWorkflow(
  path: string,
  content: string,
  output: Output | undefined,
): Workflow | undefined {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: false });
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root) || !isMap(root.get("jobs"))) return undefined;
  const reader = new Reader(lines, output);
  return {
    path,
    root: reader.node(root, undefined, [], undefined),
    on: reader.at(root, "on", ["on"], undefined),
    triggers: new Set(triggersOf(root.get("on", true))),
    permissions: reader.at(root, "permissions", ["permissions"], undefined),
    env: reader.entries(root, "env", ["env"], undefined),
    jobs: (root.get("jobs") as YAMLMap).items.flatMap((pair) => reader.job(pair)),
  };
}

/**
 * Reads a composite action like a workflow with one job, for what can be judged in it: rights, timeouts and triggers are
 * those of whoever calls it. Undefined: it is none, or no YAML.
 */
export function readAction(path: string, content: string, outputs: readonly Output[]): Workflow | undefined {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: false });
  const root = document.contents;
  const runs = isMap(root) ? root.get("runs") : undefined;
  const steps = isMap(runs) ? runs.get("steps") : undefined;
  if (document.errors.length > 0 || !isMap(root) || !isSeq(steps)) return undefined;
  const reader = new Reader(lines, undefined);
  const id = path.split("/").at(-2) ?? "";
  const node = reader.node(root, undefined, ["commands", id], undefined);
  const subjects = commandSubjects(outputs, id, steps.items.map(renderedStep));
  const job: Job = {
    id,
    node,
    permissions: node,
    hasTimeout: true,
    condition: undefined,
    runsOn: undefined,
    environment: undefined,
    uses: undefined,
    secrets: undefined,
    env: [],
    images: [],
    steps: steps.items.flatMap((step, index) => reader.step(step, subjects[index]!, undefined)),
  };
  return {
    path,
    root: node,
    on: undefined,
    triggers: new Set(),
    permissions: undefined,
    env: [],
    jobs: [job],
  };
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

/** Turns YAML nodes into plain ones; knows the lines and where in cig.toml a job comes from. */
class Reader {
  readonly #lines: LineCounter;
  readonly #output: Output | undefined;

  constructor(lines: LineCounter, output: Output | undefined) {
    this.#lines = lines;
    this.#output = output;
  }

  job({ key, value }: Pair): Job[] {
    if (!isMap(value)) return [];
    const id = keyOf(key);
    const subject = jobSubject(this.#output, id);
    const at = (name: string) => this.at(value, name, subject, id);
    const steps = value.get("steps");
    const services = value.get("services");
    return [
      {
        id,
        node: this.node(value, key, subject, id),
        permissions: at("permissions"),
        hasTimeout: value.has("timeout-minutes"),
        condition: at("if"),
        runsOn: at("runs-on"),
        environment: at("environment"),
        uses: at("uses"),
        secrets: at("secrets"),
        env: this.entries(value, "env", subject, id),
        images: [
          ...this.image(value.get("container", true), subject, id),
          ...(isMap(services) ? services.items.flatMap((pair) => this.image(pair.value, subject, id)) : []),
        ],
        steps: isSeq(steps) ? this.steps(steps.items, id) : [],
      },
    ];
  }

  steps(steps: readonly unknown[], id: string): Step[] {
    const subjects = stepSubjects(this.#output, id, steps.map(renderedStep));
    return steps.flatMap((step, index) => this.step(step, subjects[index]!, id));
  }

  step(step: unknown, { step: subject, run }: StepSubject, id: string | undefined): Step[] {
    if (!isMap(step)) return [];
    const name = step.get("name");
    return [
      {
        node: this.node(step, undefined, subject, id),
        name: typeof name === "string" ? name : "",
        uses: this.at(step, "uses", subject, id),
        run: this.at(step, "run", run, id),
        condition: this.at(step, "if", subject, id),
        with: this.entries(step, "with", subject, id),
        env: this.entries(step, "env", subject, id),
      },
    ];
  }

  image(value: unknown, subject: readonly string[], id: string): Image[] {
    if (isScalar(value))
      return [
        {
          image: this.node(value, undefined, subject, id),
          options: undefined,
          volumes: [],
          env: [],
          password: undefined,
        },
      ];
    if (!isMap(value)) return [];
    const volumes = value.get("volumes");
    const credentials = value.get("credentials");
    return [
      {
        image: this.at(value, "image", subject, id),
        options: this.at(value, "options", subject, id),
        volumes: isSeq(volumes) ? volumes.items.map((item) => this.node(item, undefined, subject, id)) : [],
        env: this.entries(value, "env", subject, id),
        password: isMap(credentials) ? this.at(credentials, "password", subject, id) : undefined,
      },
    ];
  }

  at(map: YAMLMap, key: string, subject: readonly string[], job: string | undefined): Node | undefined {
    const pair = map.items.find((item) => keyOf(item.key) === key);
    return pair && this.node(pair.value, pair.key, subject, job);
  }

  entries(map: YAMLMap, key: string, subject: readonly string[], job: string | undefined): Entry[] {
    const value = map.get(key);
    if (!isMap(value)) return [];
    return value.items.map((pair) => ({
      key: keyOf(pair.key),
      node: this.node(pair.value, pair.key, subject, job),
    }));
  }

  node(value: unknown, key: unknown, subject: readonly string[], job: string | undefined): Node {
    const { line, col } = this.#lines.linePos(startOf(key) ?? startOf(value) ?? 0);
    const isBlock = isScalar(value) && (value.type === "BLOCK_LITERAL" || value.type === "BLOCK_FOLDED");
    return { value: plain(value), line, column: col, textLine: isBlock ? line + 1 : line, subject, job };
  }
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function plain(value: unknown): unknown {
  if (isScalar(value)) return value.value;
  if (isSeq(value)) return value.items.map(plain);
  if (isMap(value)) return new Map(value.items.map((pair) => [keyOf(pair.key), plain(pair.value)]));
  return value;
}
