type Node = Record<string, unknown>;

/** What CircleCI finds out only when a workflow should start: circles, cron lines, values that do not exist. */
export function workflowFaults(config: Node): string[] {
  const parameters = new Set(Object.keys((config.parameters ?? {}) as Node));
  return Object.entries((config.workflows ?? {}) as Record<string, Node>).flatMap(([name, workflow]) => [
    ...circles(workflow.jobs as unknown[]).map((fault) => `${name}: ${fault}`),
    ...cronLines(workflow.triggers).map((fault) => `${name}: ${fault}`),
    ...expressionsIn(workflow)
      .flatMap((source) => expressionFaults(source, parameters))
      .map((fault) => `${name}: ${fault}`),
    ...statuses(workflow.jobs as unknown[]).map((fault) => `${name}: ${fault}`),
  ]);
}

interface Entry {
  readonly names: readonly string[];
  readonly needs: readonly string[];
  readonly node: Node;
}

function entriesOf(jobs: readonly unknown[]): Entry[] {
  return jobs.map((job) => {
    const [key, node] =
      typeof job === "string" ? [job, {}] : (Object.entries(job as Node)[0] as [string, Node]);
    const needs = ((node.requires ?? []) as (string | Node)[]).map((need) =>
      typeof need === "string" ? need : Object.keys(need)[0]!,
    );
    // A matrix is waited for by its job's name, a job by its own.
    return { names: [String(node.name ?? key), ...(node.matrix ? [key] : [])], needs, node };
  });
}

function circles(jobs: readonly unknown[]): string[] {
  const open = new Set(entriesOf(jobs));
  const waits = (need: string) => [...open].some(({ names }) => names.includes(need));
  for (let free = [...open]; free.length > 0; ) {
    free = [...open].filter(({ needs }) => !needs.some(waits));
    for (const each of free) open.delete(each);
  }
  return open.size === 0 ? [] : [`${[...open].map(({ names }) => names[0]).join(" and ")} wait in a circle`];
}

const known = new Set(["success", "failed", "canceled", "unauthorized", "not_run", "terminal"]);

function statuses(jobs: readonly unknown[]): string[] {
  return entriesOf(jobs).flatMap(({ node }) =>
    ((node.requires ?? []) as (string | Node)[])
      .flatMap((need) => (typeof need === "string" ? [] : [Object.values(need)[0]].flat()))
      .filter((status) => !known.has(String(status)))
      .map((status) => `no job ends as ${status}`),
  );
}

const limits = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

/** Numbers, lists and `*` alone: steps, ranges and names are not taken by CircleCI everywhere. */
function cronLines(triggers: unknown): string[] {
  const lines = ((triggers ?? []) as { schedule?: { cron?: string } }[]).map(
    ({ schedule }) => schedule?.cron,
  );
  return lines.flatMap((line) => {
    const fields = String(line).split(" ");
    const isGood =
      fields.length === 5 &&
      fields.every(
        (field, index) =>
          field === "*" ||
          field.split(",").every((item) => {
            const [least, most] = limits[index]!;
            return /^\d+$/.test(item) && Number(item) >= least && Number(item) <= most;
          }),
      );
    return isGood ? [] : [`"${line}" is no cron line`];
  });
}

/** `when` of the workflow and `filters` of its jobs, where they are expressions. */
function expressionsIn(workflow: Node): string[] {
  const all = [workflow.when, ...entriesOf(workflow.jobs as unknown[]).map(({ node }) => node.filters)];
  return all.filter((each): each is string => typeof each === "string");
}

const values =
  /^(?:pipeline\.(?:id|number|project\.(?:slug|type|git_url)|git\.(?:branch|branch\.is_default|tag|revision|base_revision)|event\.(?:name|action|github\.[\w.]+)|trigger\.type|schedule\.(?:id|name))|true|false|and|or|not|matches|starts-with|\d+)$/;

/** Words that are no values, operators side by side, and parentheses that do not fit. */
function expressionFaults(source: string, parameters: ReadonlySet<string>): string[] {
  const words = source.match(/"[^"]*"|\/(?:\\.|[^/\\])*\/|==|!=|[()]|[\w.-]+|\S/g) ?? [];
  let depth = 0;
  const faults: string[] = [];
  for (const word of words) {
    if (word === "(") depth++;
    else if (word === ")") depth--;
    else if (/^(?:".*"|\/.*\/|==|!=)$/s.test(word) || values.test(word)) continue;
    else {
      const name = /^pipeline\.parameters\.(.+)$/.exec(word)?.[1];
      if (name === undefined || !parameters.has(name)) faults.push(`an expression knows no ${word}`);
    }
    if (depth < 0) break;
  }
  if (depth !== 0) faults.push(`parentheses of ${source}`);
  return faults;
}
