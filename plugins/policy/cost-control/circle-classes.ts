import type { Job, RenderedFile } from "cig/sdk";
import { parse } from "yaml";

/**
 * The class of a job's machine as its rendered file says it: "docker/medium", "machine/large", "m4pro.medium", or the
 * namespace and name of one's own. Undefined: the file does not say it in the job itself, or not for sure.
 */
export function circleClasses(files: readonly RenderedFile[]): (job: Job) => string | undefined {
  const jobs = new Map(files.flatMap(({ content }) => Object.entries(jobsIn(content))));
  return ({ id }) => {
    const job = jobs.get(id);
    if (!isTable(job)) return undefined;
    const stated = job.resource_class;
    if (stated !== undefined && (typeof stated !== "string" || /<<|\$/.test(stated))) return undefined;
    if (job.docker !== undefined) return `docker/${stated ?? "medium"}`;
    if (job.machine !== undefined)
      return stated?.includes("/") || stated?.includes("windows") ? stated : `machine/${stated ?? "medium"}`;
    return job.macos !== undefined ? stated : undefined;
  };
}

function jobsIn(content: string): Record<string, unknown> {
  try {
    const { jobs } = parse(content, { uniqueKeys: false }) as { jobs?: unknown };
    return isTable(jobs) ? jobs : {};
  } catch {
    // Who renders what is no YAML has said so, or will be told by the provider.
    return {};
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
