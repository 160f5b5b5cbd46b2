import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import { behindQuestion, type Waiting } from "./behind.ts";
import {
  bareImage,
  bareJob,
  type Image,
  type Job,
  type Node,
  noParts,
  type Pasted,
  type Step,
  type Workflow,
} from "./workflow.ts";
import { keyOf, openYaml, tablesOf, type YamlNodes } from "./yaml-nodes.ts";

/** Reads a configuration of CircleCI. Its commands count as jobs, with what can be judged in them. */
export function readCircle(path: string, content: string): Workflow | undefined {
  const nodes = openYaml(content);
  if (!nodes) return undefined;
  const { root } = nodes;
  const pairs = (key: string) => {
    const table = root.get(key);
    return isMap(table) ? table.items : [];
  };
  const guarded = guardedJobs(pairs("workflows"));
  const executors = pairs("executors").flatMap(({ key, value }) =>
    isMap(value) ? [{ ...bareJob, ...body(nodes, key, value, undefined) }] : [],
  );
  const jobs = [...pairs("commands"), ...pairs("jobs")].flatMap(({ key, value }) =>
    isMap(value)
      ? [{ ...bareJob, ...body(nodes, key, value, keyOf(key)), isGuarded: guarded(keyOf(key)) }]
      : [],
  );
  return {
    ...noParts,
    provider: "circleci",
    path,
    root: nodes.node(root, undefined, [], undefined),
    // An orb that stands in the file itself is a table, and needs no version.
    orbs: pairs("orbs").flatMap(({ value }) =>
      isScalar(value) ? [nodes.node(value, undefined, [], undefined)] : [],
    ),
    jobs: [...executors, ...jobs],
  };
}

function body(nodes: YamlNodes, key: unknown, job: YAMLMap, id: string | undefined) {
  const steps = job.get("steps");
  return {
    id: keyOf(key),
    node: nodes.node(job, key, [], id),
    env: nodes.entries(job, "environment", [], id),
    images: tablesOf(job.get("docker")).map((image) => imageOf(nodes, image, id)),
    steps: isSeq(steps) ? steps.items.flatMap((step) => stepsOf(nodes, step, id)) : [],
  } satisfies Partial<Job>;
}

function imageOf(nodes: YamlNodes, image: YAMLMap, id: string | undefined): Image {
  const auth = image.get("auth");
  const password = isMap(auth) ? nodes.at(auth, "password", [], id) : undefined;
  return {
    ...bareImage,
    image: nodes.at(image, "image", [], id),
    env: nodes.entries(image, "environment", [], id),
    // A name of a variable stands there as `$NAME`.
    password: String(password?.value ?? "$").includes("$") ? undefined : password,
  };
}

/** A step may hold others: `when`, `unless`. */
function stepsOf(nodes: YamlNodes, step: unknown, id: string | undefined): Step[] {
  if (!isMap(step)) return [];
  return step.items.flatMap(({ key, value }: Pair): Step[] => {
    const name = keyOf(key);
    if (name === "when" || name === "unless") {
      const inner = isMap(value) ? value.get("steps") : undefined;
      return isSeq(inner) ? inner.items.flatMap((each) => stepsOf(nodes, each, id)) : [];
    }
    if (name !== "run") return [];
    const run = isMap(value) ? nodes.at(value, "command", [], id) : nodes.node(value, key, [], id);
    const title = isMap(value) ? value.get("name") : undefined;
    return [
      {
        node: nodes.node(value, key, [], id),
        name: typeof title === "string" ? title : "",
        uses: undefined,
        run,
        condition: undefined,
        with: [],
        env: isMap(value) ? nodes.entries(value, "environment", [], id) : [],
        pasted: pastedIn(run),
      },
    ];
  });
}

/** Branches, tags, titles and messages are whatever whoever pushes calls them. */
function pastedIn(run: Node | undefined): Pasted[] {
  if (typeof run?.value !== "string") return [];
  return run.value
    .split("\n")
    .flatMap((text, index) =>
      [...text.matchAll(/<<\s*(pipeline\.[\w.]+)[^>]*>>/g)]
        .filter(([, name = ""]) => untrusted.test(name))
        .map(([source]): Pasted => ({ source, kind: "untrusted", line: run.textLine + index })),
    );
}

const untrusted =
  /^pipeline\.(?:git\.(?:branch|tag|commit\.(?:subject|body|author_\w+))|trigger_parameters\.(?:github_app|gitlab)\.(?:branch|tag|ref|commit_(?:title|message)|user_\w+)|event\.github\.(?:pull_request\.(?:title|body|head\.ref)|commit\.(?:title|body)))$/;

/** Tells of a job whether each of its calls has a context, or waits for a person's word, however far up. */
function guardedJobs(workflows: readonly Pair[]): (id: string) => boolean {
  const open = new Set<string>();
  for (const { value } of workflows) {
    const jobs = isMap(value) ? value.get("jobs") : undefined;
    const calls = isSeq(jobs) ? jobs.items.map(callOf) : [];
    const behind = behindQuestion(calls);
    for (const call of calls) if (!call.hasContext && !behind.has(call)) open.add(call.job);
  }
  return (id) => !open.has(id);
}

interface CircleCall extends Waiting {
  readonly job: string;
  readonly hasContext: boolean;
}

function callOf(item: unknown): CircleCall {
  const pair = isMap(item) ? item.items[0] : undefined;
  const job = keyOf(pair ? pair.key : item);
  const options = isMap(pair?.value) ? pair.value : undefined;
  const name = options?.get("name");
  const requires = options?.get("requires");
  return {
    job,
    name: typeof name === "string" ? name : job,
    hasContext: options?.has("context") ?? false,
    asks: options?.get("type") === "approval",
    waitsFor: isSeq(requires)
      ? requires.items.map((each) => keyOf(isMap(each) ? each.items[0]?.key : each))
      : [],
  };
}
