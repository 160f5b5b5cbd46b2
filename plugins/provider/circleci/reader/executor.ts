import type { ServiceRow } from "cig/sdk/table";
import { type Definitions, withParameters } from "./definitions.ts";
import { readText } from "./names.ts";
import { isRecord, listOf, type Raw, recordOf, textsOf } from "./raw.ts";

/** Where a job runs, in the words of a table. */
export interface Machine {
  readonly os: string;
  readonly arch: string;
  readonly machine?: string;
  readonly image?: string;
  readonly services: readonly ServiceRow[];
}

/** What jobs run in that ask for nothing. */
const usualImage = /^cimg\/base:/;
const usualClasses = new Set(["", "medium", "arm.medium", "m4pro.medium", "windows.medium"]);

/** The job with the keys of its executor, which the job's own come over. */
export function withExecutor(job: Raw, definitions: Definitions): Raw {
  if (job.executor === undefined) return job;
  const { name, ...given } = isRecord(job.executor) ? job.executor : { name: job.executor };
  const executor = definitions.executors[String(name)];
  if (!isRecord(executor)) return job;
  const own = withParameters(executor, given);
  const environment = { ...environmentOf(own.environment), ...environmentOf(job.environment) };
  const { executor: _, ...rest } = job;
  return { ...own, ...rest, ...(Object.keys(environment).length > 0 && { environment }) };
}

export function readMachine(job: Raw): Machine {
  const containers = listOf(job.docker).map(recordOf);
  const [primary, ...services] = containers;
  const image = primary && readText(primary.image);
  const size = readText(job.resource_class);
  const own = usualClasses.has(size) ? undefined : size;
  return {
    os: osOf(job, size),
    arch: job.macos !== undefined || /\barm\b|\bm\d/.test(size) ? "arm64" : "amd64",
    ...(own && { machine: own }),
    // Without an image there is no container.
    ...(image !== undefined && !usualImage.test(image) && { image: image || "none" }),
    services: services.map(readService).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Empty where nothing says so, which CircleCI refuses. */
function osOf(job: Raw, size: string): string {
  const isSaid = job.machine !== undefined || job.executor !== undefined || listOf(job.docker).length > 0;
  if (!isSaid && job.macos === undefined) return "";
  if (job.macos !== undefined) return "macos";
  const image = isRecord(job.machine) ? String(job.machine.image ?? "") : "";
  const words = `${image} ${size} ${typeof job.executor === "string" ? job.executor : JSON.stringify(job.executor ?? "")}`;
  return /windows|^win\b/i.test(words) ? "windows" : /macos/i.test(words) ? "macos" : "linux";
}

function readService(container: Raw): ServiceRow {
  const image = readText(container.image);
  const usual = image.replace(/^.*\//, "").replace(/[:@].*$/, "");
  return {
    name: container.name === undefined ? usual : readText(container.name),
    image,
    // CircleCI opens every port of a container.
    ports: [],
    env: readEnvironment(container.environment),
    waitsUntilReady: false,
  };
}

/** Reads `environment`, a table or a list of them or of `NAME=value`. */
export function readEnvironment(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environmentOf(value)).map(([name, each]) => [name, readText(each)]),
  );
}

/** Variables that scripts have: those of the first container, over which the job's own come. */
export function variablesOf(job: Raw): Raw {
  const [primary] = listOf(job.docker).map(recordOf);
  return { ...environmentOf(primary?.environment), ...environmentOf(job.environment) };
}

export function environmentOf(value: unknown): Raw {
  if (isRecord(value)) return value;
  if (!Array.isArray(value)) return {};
  const pairs = value.flatMap((each) => (isRecord(each) ? Object.entries(each) : textsOf(each).map(pairOf)));
  return Object.fromEntries(pairs);
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
