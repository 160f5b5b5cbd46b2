/** Where an expression can stand, and what GitHub lets it see there. */
export interface Place {
  /** For messages: "the job's condition". */
  readonly name: string;
  readonly contexts: ReadonlySet<string>;
  /** Whether success(), failure(), always() and cancelled() exist. */
  readonly status: boolean;
}

const jobContexts = ["github", "needs", "strategy", "matrix", "inputs", "vars"];
const runnerContexts = [...jobContexts, "job", "runner", "env", "secrets"];

/** After GitHub's table of context availability. */
export const places = {
  workflowEnv: place("the workflow's variables", ["github", "secrets", "inputs", "vars"]),
  workflowConcurrency: place("the workflow's concurrency", ["github", "inputs", "vars"]),
  jobName: place("the job's name", jobContexts),
  jobIf: place("the job's condition", ["github", "needs", "inputs", "vars"], true),
  jobEnv: place("the job's variables", [...jobContexts, "secrets"]),
  runsOn: place("the job's runner", jobContexts),
  container: place("the job's image", jobContexts),
  containerEnv: place("the container's variables", runnerContexts),
  services: place("a service", jobContexts),
  credentials: place("credentials", [...jobContexts, "env", "secrets"]),
  serviceEnv: place("a service's variables", runnerContexts),
  jobConcurrency: place("the job's concurrency", jobContexts),
  environment: place("the deployment environment", jobContexts),
  environmentUrl: place("the deployment's address", [...jobContexts, "job", "runner", "env", "steps"]),
  jobOutputs: place("the job's outputs", [...runnerContexts, "steps"]),
  jobDefaults: place("the job's working directory", [...jobContexts, "env"]),
  matrix: place("the matrix", ["github", "needs", "inputs", "vars"]),
  step: place("a step", [...runnerContexts, "steps"]),
  stepIf: place("the step's condition", [...jobContexts, "job", "runner", "env", "steps"], true),
} as const;

function place(name: string, contexts: readonly string[], status = false): Place {
  return { name, contexts: new Set(contexts), status };
}
