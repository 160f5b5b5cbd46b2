import { type Container, type Credentials, quotedWord, type Service } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { wordOf } from "../value/text.ts";
import { checkContainerName } from "./environment.ts";

/** Lines that bring up what the job runs in and beside, and lines for when it is over. */
export interface Containers {
  readonly start: readonly string[];
  readonly functions: readonly string[];
  readonly end: readonly string[];
}

/** Starts the services and the job's own container; the latter is on a network in which services have their names. */
export function compileContainers(
  services: readonly Service[],
  image: Container | undefined,
  top: Scope,
): Containers {
  const network = image ? ['docker network create "$cig" > /dev/null'] : [];
  const start = [
    ...(services.length > 0 || image ? ['cig="cig-$BUILDKITE_JOB_ID"'] : []),
    ...network,
    ...services.flatMap((service) =>
      serviceLines(service, image !== undefined, below(top, "services", service.name)),
    ),
    ...(image ? imageLines(image, below(top, "image")) : []),
    ...services.flatMap((service) => waitLines(service)),
  ];
  const names = [...services.map(({ name }) => `"$cig-${name}"`), ...(image ? ['"$cig-job"'] : [])];
  const end = [
    // What the container's root has written must not stand in the way of the agent's next checkout.
    ...(image ? ['docker exec "$cig-job" chown -R "$(id -u):$(id -g)" "$PWD" > /dev/null 2>&1 || :'] : []),
    ...(names.length > 0 ? [`docker rm --force --volumes ${names.join(" ")} > /dev/null 2>&1 || :`] : []),
    ...(image ? ['docker network rm "$cig" > /dev/null 2>&1 || :'] : []),
  ];
  return { start, end, functions: image ? ["@IN_CONTAINER@"] : [] };
}

/** The function that runs a command in the job's container, with the variables that scripts are given. */
export function inContainerLines(variables: readonly string[]): string[] {
  return [
    "in_container() {",
    '  docker exec --workdir "$PWD" \\',
    ...variables.filter((name) => /^[A-Za-z_]\w*$/.test(name)).map((name) => `    --env ${name} \\`),
    '    "$cig-job" "$@"',
    "}",
  ];
}

function serviceLines(service: Service, isInNetwork: boolean, scope: Scope): string[] {
  checkServiceName(service, scope);
  const { assignments, words } = engineVariables(service.env, scope);
  const all = [
    `docker run --detach --name "$cig-${service.name}"`,
    ...(isInNetwork ? [`--network "$cig" --network-alias ${quotedWord(service.name)}`] : []),
    ...(isInNetwork
      ? []
      : service.ports.map(({ container, host }) => `--publish ${host || container}:${container}`)),
    ...words,
    ...service.options.map(quotedWord),
    `${wordOf(service.image, below(scope, "image"))} > /dev/null`,
  ];
  return [
    `echo "--- Start ${service.name}"`,
    ...loginLines(service.credentials, service.image, scope),
    ...assignments.map((each) => `${each} \\`),
    all.join(" \\\n  "),
  ];
}

function imageLines(image: Container, scope: Scope): string[] {
  const { assignments, words } = engineVariables(image.env, scope);
  scope.parts!.use("temp");
  const all = [
    'docker run --detach --name "$cig-job" --network "$cig"',
    '--volume "$PWD:$PWD" --volume "$CIG_TEMP:$CIG_TEMP" --workdir "$PWD"',
    '--env HOME="$CIG_TEMP/home" --env CIG_TEMP --env BASH_ENV',
    // The folder belongs to the agent's user, which git would not trust.
    "--env GIT_CONFIG_COUNT=1 --env GIT_CONFIG_KEY_0=safe.directory --env 'GIT_CONFIG_VALUE_0=*'",
    ...words,
    ...image.options.map(quotedWord),
    `--entrypoint tail ${wordOf(image.image, scope)} -f /dev/null > /dev/null`,
  ];
  return [
    'echo "--- Start the job\'s container"',
    ...loginLines(image.credentials, image.image, scope),
    'mkdir -p "$CIG_TEMP/home"',
    ...assignments.map((each) => `${each} \\`),
    all.join(" \\\n  "),
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
  scope.parts!.use("temp");
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

function waitLines({ name, ready }: Service): string[] {
  if (!ready) return [];
  const seconds = (ready.retries || 5) * (ready.intervalSeconds || 10);
  return [
    `echo "--- Wait for ${name}"`,
    "waited=0",
    `until timeout ${ready.timeoutSeconds || 5} docker exec "$cig-${name}" sh -c ${quotedWord(ready.command)} > /dev/null 2>&1; do`,
    "  waited=$((waited + 1))",
    `  if [ "$waited" -ge ${seconds} ]; then`,
    `    echo "${name} is not ready after ${seconds} seconds." >&2`,
    `    docker logs "$cig-${name}" >&2`,
    "    exit 1",
    "  fi",
    "  sleep 1",
    "done",
  ];
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
