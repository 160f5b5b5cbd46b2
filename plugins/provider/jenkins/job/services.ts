import { type Job, type Service, text } from "cig/sdk";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { copiesOf } from "../order/copies.ts";
import { below, helper, type Scope } from "../scope.ts";
import { binding, secretsIn } from "../steps/environment.ts";
import { ownScript } from "../steps/scripts.ts";
import { secretVariable } from "../value/reference.ts";
import { quoted } from "../value/shell.ts";
import { envEntry } from "../value/text.ts";
import { credentialsId, registryOf } from "./agent.ts";

/** Servers beside the steps of a run. */
export interface ServiceCode {
  readonly start: readonly Code[];
  readonly stop: readonly Code[];
}

/**
 * Containers that Docker runs on the job's machine. Steps on the machine itself reach them at localhost by their ports;
 * steps in an image share a network with them, where each answers to its name. Containers and network are called after
 * the build, so that builds on one machine do not meet.
 */
export function compileServices(job: Job, unit: string, top: Scope): ServiceCode {
  if (job.services.length === 0) return { start: [], stop: [] };
  if (top.os !== "linux")
    top.report.add(
      "JK013",
      [...top.subject, "services"],
      `Services run in Linux containers, and the job runs on ${top.os}.`,
      "Let the job run on linux, or start the server in a step.",
    );
  const around = `withEnv(['CIG_UNIT=' + ${unitSource(unit, top)}])`;
  const names = job.services.map(({ name }) => `"$CIG_UNIT-"${quoted(name)}`);
  const hasNetwork = job.image !== undefined;
  if (!hasNetwork) remarkOnPorts(job, top);
  const stop = [
    `docker rm --force --volumes ${names.join(" ")} > /dev/null 2>&1 || true`,
    ...(hasNetwork ? ['docker network rm "$CIG_UNIT" > /dev/null 2>&1 || true'] : []),
  ];
  return {
    start: [
      block(
        around,
        ownScript("Clear the way for services", [
          ...stop,
          ...(hasNetwork ? ['docker network create "$CIG_UNIT"'] : []),
        ]),
        job.services.flatMap((service) => startOf(service, hasNetwork, below(top, "services", service.name))),
        job.services.flatMap((service) => waitOf(service)),
      ),
    ],
    stop: [block(around, ownScript("Stop services", stop))],
  };
}

function remarkOnPorts({ id, services }: Job, { subject, report }: Scope): void {
  const ports = services.flatMap((service) => service.ports.map(({ container, host }) => host || container));
  if (ports.length === 0) return;
  report.add(
    "JK036",
    [...subject, "services"],
    `The services of "${id}" take the machine's ${ports.length > 1 ? "ports" : "port"} ${ports.join(", ")}: two such jobs cannot run on one machine at once.`,
    "Give these machines one executor, or give the job an image: then its services have a network of their own.",
  );
}

/** What this run's network and containers are called, as Groovy; the same words in all runs of a job. */
export function unitSource(unit: string, scope: Scope): string {
  const name = scope.job && copiesOf(scope.job).length > 1 ? "'-' + env.CIG_RUN" : groovyString(`-${unit}`);
  return `${helper(scope, "plainName")}('cig-' + env.BUILD_TAG + ${name})`;
}

function startOf(service: Service, hasNetwork: boolean, scope: Scope): Code[] {
  checkName(service, scope);
  const entries: string[] = [envEntry("CIG_IMAGE", service.image, below(scope, "image"))];
  const credentials = new Set<string>();
  const variables = service.env.map(({ name, value }, index) => {
    const own = below(scope, "env", name);
    if (!/^[A-Za-z_][\w.-]*$/.test(name))
      own.report.add(
        "JK001",
        own.subject,
        `"${name}" is no name for a variable of a container.`,
        "Rename it.",
      );
    for (const secret of secretsIn(value)) credentials.add(binding(secret, secretVariable(secret)));
    // A value that only the environment holds is in no list of processes; a shell has no name with a dot, and
    // some names mean something to Docker itself.
    const isPlain = /^\w+$/.test(name) && !/^(?:PATH|HOME|SHELL|BASH_ENV|(?:LD|DOCKER|CIG)_\w+)$/.test(name);
    const carrier = isPlain ? name : `CIG_VALUE_${index + 1}`;
    entries.push(envEntry(carrier, value ?? text(), own));
    return isPlain ? `--env ${name}` : `--env ${name}="$${carrier}"`;
  });
  const words = [
    "docker run --detach",
    `--name "$CIG_UNIT-"${quoted(service.name)}`,
    ...(hasNetwork
      ? [
          `--network "$CIG_UNIT"`,
          `--network-alias ${quoted(service.name)}`,
          ...service.ports.map(({ container }) => `--expose ${container}`),
        ]
      : service.ports.map(({ container, host }) => `--publish ${host || container}:${container}`)),
    ...variables,
    ...service.options.map(quoted),
    '"$CIG_IMAGE"',
  ];
  const start = ownScript(`Start ${service.name}`, [words.join(" \\\n  ")]);
  const code = login(service, start, scope);
  const inEnv = block(`withEnv([${entries.join(", ")}])`, code);
  return credentials.size > 0 ? [block(`withCredentials([${[...credentials].join(", ")}])`, inEnv)] : [inEnv];
}

/** A private image needs to be fetched by somebody whom the registry knows. */
function login(service: Service, start: string, scope: Scope): Code[] {
  const id = credentialsId(service, scope);
  if (id === undefined) return [start];
  const registry = registryOf(service, scope)?.replace("https://", "") ?? "";
  const credentials = `usernamePassword(credentialsId: ${groovyString(id)}, usernameVariable: 'CIG_USER', passwordVariable: 'CIG_PASSWORD')`;
  return [
    block(
      `withCredentials([${credentials}])`,
      ownScript(`Fetch the image of ${service.name}`, [
        `printf '%s' "$CIG_PASSWORD" | docker login --username "$CIG_USER" --password-stdin${registry ? ` ${quoted(registry)}` : ""}`,
        'docker pull "$CIG_IMAGE"',
      ]),
    ),
    start,
  ];
}

function waitOf({ name, ready }: Service): Code[] {
  if (!ready) return [];
  const seconds = (ready.retries || 5) * (ready.intervalSeconds || 10);
  return [
    ownScript(`Wait for ${name}`, [
      "waited=0",
      `until ${ready.timeoutSeconds > 0 ? `timeout ${ready.timeoutSeconds} ` : ""}docker exec "$CIG_UNIT-"${quoted(name)} sh -c ${quoted(ready.command)} > /dev/null 2>&1; do`,
      "  waited=$((waited + 1))",
      `  if [ "$waited" -ge ${seconds} ]; then`,
      `    echo ${quoted(`${name} is not ready after ${seconds} seconds.`)} >&2`,
      `    docker logs --tail 50 "$CIG_UNIT-"${quoted(name)} >&2`,
      "    exit 1",
      "  fi",
      "  sleep 1",
      "done",
    ]),
  ];
}

function checkName({ name }: Service, scope: Scope): void {
  if (/^[A-Za-z][\w-]*$/.test(name)) return;
  scope.report.add(
    "JK001",
    scope.subject,
    `"${name}" is no name for a service on Jenkins.`,
    'Use letters, digits, "_" and "-", and start with a letter.',
  );
}
