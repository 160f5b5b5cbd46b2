import { type Container, type Credentials, quotedWord, type Service } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { wordOf } from "../value/text.ts";
import { checkContainerName } from "./environment.ts";
import { longCall } from "./shells.ts";

/** Lines that start the services and the job's own container, on a network in which services have their names. */
export function compileContainers(
  services: readonly Service[],
  image: Container | undefined,
  top: Scope,
): string[] {
  const { parts } = top;
  if (services.length > 0) parts!.use("start_service");
  if (services.some(({ ready }) => ready)) parts!.use("wait_for");
  if (image) parts!.use("start_container");
  else remarkOnPorts(services, top);
  return [
    ...(image ? ["open_network"] : []),
    ...services.flatMap((service) =>
      serviceLines(service, image !== undefined, below(top, "services", service.name)),
    ),
    ...(image ? imageLines(image, below(top, "image")) : []),
    ...services.flatMap(waitLine),
  ];
}

function remarkOnPorts(services: readonly Service[], { subject, report, job }: Scope): void {
  const ports = services.flatMap((service) => service.ports.map(({ container, host }) => host || container));
  if (ports.length === 0) return;
  report.add(
    "BK038",
    [...subject, "services"],
    `The services of "${job?.id}" take the machine's ${ports.length > 1 ? "ports" : "port"} ${ports.join(", ")}: two such jobs cannot run on one machine at once.`,
    "Run one agent on each of these machines, or give the job an image: then its services have a network of their own.",
  );
}

/** What steps in the container are given. */
export function passLines(variables: readonly string[]): string[] {
  const names = variables.filter((name) => /^[A-Za-z_]\w*$/.test(name));
  return names.length === 0 ? [] : [["pass", ...names].join(" ")];
}

function serviceLines(service: Service, isInNetwork: boolean, scope: Scope): string[] {
  checkServiceName(service, scope);
  const { assignments, words } = engineVariables(service.env, scope);
  const ports = isInNetwork
    ? []
    : service.ports.map(({ container, host }) => `--publish ${host || container}:${container}`);
  const image = wordOf(service.image, below(scope, "image"));
  return [
    ...loginLines(service.credentials, service.image, scope),
    ...longCall(assignments, [
      "start_service",
      service.name,
      image,
      ...ports,
      ...words,
      ...service.options.map(quotedWord),
    ]),
  ];
}

function imageLines(image: Container, scope: Scope): string[] {
  const { assignments, words } = engineVariables(image.env, scope);
  const name = wordOf(image.image, scope);
  return [
    ...loginLines(image.credentials, image.image, scope),
    ...longCall(assignments, ["start_container", name, ...words, ...image.options.map(quotedWord)]),
  ];
}

/** A value that is exported is in no list of processes; a shell exports no name with a dot. */
function engineVariables(env: Service["env"], scope: Scope): { assignments: string[]; words: string[] } {
  const assignments: string[] = [];
  const words = env.map(({ name, value }) => {
    checkContainerName(name, below(scope, "env", name));
    const word = wordOf(value, below(scope, "env", name));
    if (!/^\w+$/.test(name)) return `--env ${quotedWord(name)}=${word}`;
    assignments.push(`${name}=${word}`);
    return `--env ${name}`;
  });
  return { assignments, words };
}

function loginLines(credentials: Credentials | undefined, image: Service["image"], top: Scope): string[] {
  if (!credentials) return [];
  const scope = below(top, "credentials");
  const first = image?.parts[0]?.kind;
  const registry = first?.case === "literal" ? registryOf(first.value) : undefined;
  scope.parts!.use("begin");
  return [
    // Credentials in the agent's own file would be there for other jobs.
    'export DOCKER_CONFIG="$CIG_TEMP/docker"',
    `printf %s ${wordOf(credentials.password, below(scope, "password"))} |`,
    `  docker login --username ${wordOf(credentials.username, below(scope, "username"))} --password-stdin${registry ? ` ${quotedWord(registry)}` : ""}`,
  ];
}

/** The host in front of an image's name; undefined for Docker Hub. */
function registryOf(image: string): string | undefined {
  const [host = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(host) ? host : undefined;
}

function waitLine({ name, ready }: Service): string[] {
  if (!ready) return [];
  const seconds = (ready.retries || 5) * (ready.intervalSeconds || 10);
  return [`wait_for ${name} ${seconds} ${ready.timeoutSeconds || 5} ${quotedWord(ready.command)}`];
}

function checkServiceName({ name }: Service, scope: Scope): void {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name)) return;
  scope.report.add(
    "BK001",
    scope.subject,
    `"${name}" is no name for a service on Buildkite.`,
    'Use letters, digits, "_" and "-".',
  );
}
