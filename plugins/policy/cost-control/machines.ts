import { githubLabel, type Job, type Output, optionsFor, type RenderedFile, type Variant } from "cig/sdk";

/** By job, the class of each machine that it runs on; "" where only the run knows. */
export type Machines = (job: Job) => readonly string[];

/** Knows the machines of an output's jobs: variants, times the copies of `parallelism`. */
export async function machinesOf(output: Output, files: readonly RenderedFile[]): Promise<Machines> {
  const classOf = await classesOf(output, files);
  return (job) => {
    const variants = job.variants.length > 0 ? job.variants : [undefined];
    const copies = Math.max(1, job.parallelism);
    return variants.flatMap((variant) => new Array<string>(copies).fill(classOf(job, variant) ?? ""));
  };
}

type ClassOf = (job: Job, variant: Variant | undefined) => string | undefined;

async function classesOf(output: Output, files: readonly RenderedFile[]): Promise<ClassOf> {
  switch (output.provider) {
    case "github":
      return githubLabel;
    case "circleci": {
      const { circleClasses } = await import("./circle-classes.ts");
      return circleClasses(files.filter(({ provider }) => provider === "circleci"));
    }
    case "buildkite":
      return (job, variant) => queueOf(job, variant) ?? "default";
    default:
      return (job, variant) => {
        const label = optionsFor(output.provider, runnerOf(job, variant)?.providerOptions ?? []).get("label");
        return typeof label === "string"
          ? label
          : runnerOf(job, variant)?.id || runnerOf(job, variant)?.os || "linux";
      };
  }
}

function runnerOf(job: Job, variant: Variant | undefined) {
  return variant?.runner ?? job.runner;
}

function queueOf(job: Job, variant: Variant | undefined): string | undefined {
  const runner = runnerOf(job, variant);
  const agents = optionsFor("buildkite", runner?.providerOptions ?? []).get("agents");
  const queue = agents instanceof Map ? agents.get("queue") : undefined;
  if (typeof queue === "string") return queue;
  const { os = "", arch = "" } = runner ?? {};
  const isUsual = arch === "" || arch === (os === "macos" ? "arm64" : "amd64");
  if ((os === "" || os === "linux") && isUsual) return undefined;
  return isUsual ? os : `${os || "linux"}-${arch}`;
}
