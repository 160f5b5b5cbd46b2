import { type Draft, idFor, isEmpty, tomlOf } from "cig/sdk/import";
import { environmentOf } from "../reader/executor.ts";
import { isRecord, listOf, type Raw, recordOf } from "../reader/raw.ts";
import { textFor } from "./text.ts";
import { variablesFor } from "./variables.ts";

/** Runners of cig.toml for the machines of the file, each once. */
export interface Runners {
  /** The id of a runner with these keys. */
  idFor(wanted: string, runner: Draft): string;
  used(): Draft;
}

export function openRunners(): Runners {
  const all = new Map<string, { readonly text: string; readonly runner: Draft }>();
  return {
    idFor(wanted, runner) {
      const text = JSON.stringify(runner);
      const known = [...all].find(([, other]) => other.text === text)?.[0];
      if (known !== undefined) return known;
      let id = wanted;
      for (let count = 2; all.has(id); count++) id = `${wanted}-${count}`;
      all.set(id, { text, runner });
      return id;
    },
    used: () => Object.fromEntries([...all].map(([id, { runner }]) => [id, runner])),
  };
}

/** Where a job runs: keys of cig.toml, and keys for the escape hatch. */
export interface Machine {
  readonly native: Draft;
  readonly hatch: Draft;
  /** Variables of the first container that its own entry has in cig.toml. */
  readonly variables: readonly string[];
}

const executorKeys = ["docker", "machine", "macos", "executor", "resource_class"];

/** `job` has the keys of its executor already; `label` is that executor's name. Literally, services stay containers. */
export function machineFor(
  job: Raw,
  label: string | undefined,
  runners: Runners,
  isLiteral: boolean,
): Machine {
  if (job.executor !== undefined || (isLiteral && listOf(job.docker).length > 1))
    return { native: {}, hatch: rawMachine(job), variables: [] };
  if (listOf(job.docker).length > 0) return dockerFor(job, runners);
  if (job.machine === undefined && job.macos === undefined)
    return { native: {}, hatch: rawMachine(job), variables: [] };
  const { docker: _, ...keys } = rawMachine(job);
  const words = JSON.stringify(keys);
  const os = job.macos !== undefined ? "macos" : /windows/i.test(words) ? "windows" : "linux";
  const isArm = os === "linux" && /\barm\b/.test(String(job.resource_class ?? ""));
  const runner: Draft = {
    ...(os !== "linux" && { os }),
    ...(isArm && { arch: "arm64" }),
    circleci: keys,
  };
  return { native: { runner: runners.idFor(runnerId(label, job), runner) }, hatch: {}, variables: [] };
}

function rawMachine(job: Raw): Draft {
  return Object.fromEntries(
    executorKeys.flatMap((key) =>
      job[key] === undefined || job[key] === null ? [] : [[key, tomlOf(job[key])]],
    ),
  );
}

function runnerId(label: string | undefined, job: Raw): string {
  if (label !== undefined) return ownId(label);
  const image = recordOf(job.machine).image;
  const size = job.resource_class === undefined ? "" : `-${String(job.resource_class)}`;
  if (job.macos !== undefined) return ownId(`xcode-${String(recordOf(job.macos).xcode ?? "")}${size}`);
  return ownId(`machine${image === undefined ? "" : `-${String(image)}`}${size}`);
}

/** An id that cig.toml gives no meaning of its own. */
function ownId(name: string): string {
  const id = idFor(name);
  return /^(?:ubuntu|macos|windows)-|^self-hosted$|^job$/.test(id) ? `on-${id}` : id;
}

function dockerFor(job: Raw, runners: Runners): Machine {
  const size =
    job.resource_class === undefined || job.resource_class === null ? undefined : String(job.resource_class);
  const native: Draft = {};
  const hatch: Draft = {};
  const containers = nativeContainers(listOf(job.docker));
  if (size !== undefined) {
    const runner: Draft = {
      ...(/^arm\./.test(size) && { arch: "arm64" }),
      circleci: { resource_class: size },
    };
    native.runner = runners.idFor(ownId(size), runner);
  }
  if (!containers) hatch.docker = tomlOf(job.docker);
  else Object.assign(native, containers);
  const [primary] = listOf(job.docker).map(recordOf);
  return { native, hatch, variables: containers ? Object.keys(environmentOf(primary?.environment)) : [] };
}

/** `image` and `services`; undefined where cig.toml cannot say what the containers say. */
function nativeContainers(docker: readonly unknown[]): Draft | undefined {
  const [primary, ...others] = docker;
  const image = isRecord(primary) ? containerFor(primary) : undefined;
  if (!image) return undefined;
  const services = others.map(serviceFor);
  if (!services.every((each) => each !== undefined)) return undefined;
  const names = new Set(services.map(([name]) => name));
  if (names.size !== services.length) return undefined;
  return {
    image: Object.keys(image).length === 1 ? image.name! : image,
    ...(services.length > 0 && { services: Object.fromEntries(services) }),
  };
}

function containerFor(container: Raw): Draft | undefined {
  const { image, environment, auth, user, ...other } = container;
  const name = typeof image === "string" && image !== "" ? textFor(image) : undefined;
  const credentials = auth === undefined ? undefined : credentialsFor(auth);
  const { native, hatch } = variablesFor(environment);
  const isKnown = Object.keys(other).length === 0 && isEmpty(hatch) && !(auth !== undefined && !credentials);
  if (name === undefined || !isKnown || (user !== undefined && !/^[\w:.-]+$/.test(String(user))))
    return undefined;
  return {
    name,
    ...(!isEmpty(native) && { env: native }),
    ...(user !== undefined && { options: ["--user", String(user)] }),
    ...(credentials && { credentials }),
  };
}

/** `$NAME`s, as CircleCI's own pages have them. */
function credentialsFor(auth: unknown): Draft | undefined {
  const { username, password, ...other } = recordOf(auth);
  const secretFor = (value: unknown) => {
    const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(String(value ?? ""))?.[1];
    return name === undefined ? undefined : `{{ secrets.${name} }}`;
  };
  const secret = secretFor(password);
  const user = secretFor(username) ?? (typeof username === "string" ? textFor(username) : undefined);
  if (Object.keys(other).length > 0 || secret === undefined || user === undefined) return undefined;
  return { username: user, password: secret };
}

function serviceFor(container: unknown): [string, Draft] | undefined {
  if (!isRecord(container)) return undefined;
  const { name, ...rest } = container;
  const image = String(rest.image ?? "");
  const usual = image.replace(/^.*\//, "").replace(/[:@].*$/, "");
  const own = name === undefined ? usual : String(name);
  const made = containerFor(rest);
  if (!made || !/^[A-Za-z0-9][\w.-]*$/.test(own)) return undefined;
  const { name: from, ...keys } = made;
  return [own, { image: from!, ...keys }];
}

/** Keys of a resolved job that this file speaks for. */
export function isMachineKey(key: string): boolean {
  return executorKeys.includes(key);
}

/** The executor of the file that a job names; undefined for one of an orb and for none. */
export function executorLabel(job: Raw, executors: Raw): string | undefined {
  const name = isRecord(job.executor) ? job.executor.name : job.executor;
  return typeof name === "string" && isRecord(executors[name]) ? name : undefined;
}
