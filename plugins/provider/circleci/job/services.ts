import { type Job, type Readiness, type Service, type Table, table, unlessEmpty, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { checkContainerName } from "../steps/environment.ts";
import { type Carried, command, quoted, shellWord } from "../value/shell.ts";
import { compileText } from "../value/text.ts";
import { compileAuth, loginLines } from "./credentials.ts";
import { compileEngineOptions, compileImageEnv } from "./image.ts";
import type { MachineKind } from "./machine.ts";

/** Further entries of `docker`: their ports are ports of localhost, and they answer to their names. */
export function compileServiceImages(job: Job, top: Scope): Yaml[] {
  return job.services.map((service) => {
    const scope = below(top, "services", service.name);
    checkName(service, scope);
    for (const { container, host } of service.ports)
      if (host !== 0 && host !== container && !job.image)
        scope.report.add(
          "CC013",
          scope.subject,
          `CircleCI gives a service the port that it has in its container: ${container}, and not ${host}.`,
          `Write ports = [${container}].`,
        );
    return table(
      ["image", compileText(service.image, "a service's image", scope)],
      ["name", service.name],
      ["auth", compileAuth(service.credentials, scope)],
      ...compileEngineOptions(service.options, "CC013", scope),
      ["environment", unlessEmpty(compileImageEnv(service.env, scope))],
    );
  });
}

/** Steps that start the services where CircleCI does not, and wait until they can be used. */
export function compileServiceSteps(job: Job, kind: MachineKind, os: string | undefined, top: Scope): Yaml[] {
  const startsItself = kind === "docker";
  if (job.services.length > 0 && !startsItself && os !== "linux") {
    top.report.add(
      "CC013",
      [...top.subject, "services"],
      `CircleCI runs services in Linux containers, and there are none on ${os === undefined ? "every machine of this job" : os}.`,
      "Let the job run on linux, or start the server in a step.",
    );
    return [];
  }
  return job.services.flatMap((service) => {
    const scope = below(top, "services", service.name);
    const start = startsItself ? [] : [startStep(service, scope)];
    const wait = service.ready && waitStep(service, service.ready, startsItself, scope);
    return wait ? [...start, wait] : start;
  });
}

/** `docker run`, for jobs on a virtual machine. */
function startStep(service: Service, scope: Scope): Table {
  checkName(service, scope);
  const carried: Carried = new Map();
  const variables = service.env.map(({ name, value }) => {
    const own = below(scope, "env", name);
    checkContainerName(name, own);
    return { name, isPlain: /^\w+$/.test(name), word: shellWord(value, carried, own) };
  });
  const exports = variables.filter(({ isPlain }) => isPlain);
  const image = shellWord(service.image, carried, below(scope, "image"));
  const words = [
    "docker run --detach",
    `--name ${quoted(service.name)}`,
    ...service.ports.map(({ container, host }) => `--publish ${host || container}:${container}`),
    // A value that is exported is in no list of processes; a shell exports no name with a dot.
    ...variables.map(({ name, isPlain, word }) => `--env ${isPlain ? name : `${name}=${word}`}`),
    ...service.options.map(quoted),
    image,
  ];
  return runStep(
    `Start ${service.name}`,
    command(
      ...loginLines(service.credentials, image, carried, scope),
      ...exports.map(({ name, word }) => `export ${name}=${word}`),
      words.join(" \\\n  "),
    ),
    carried,
  );
}

function waitStep(service: Service, ready: Readiness, isBeside: boolean, scope: Scope): Table | undefined {
  const tries = ready.retries || 5;
  const seconds = ready.intervalSeconds || 10;
  const limit = `timeout ${ready.timeoutSeconds || 5}`;
  if (!isBeside)
    return runStep(
      `Wait for ${service.name}`,
      command(
        ...waitLines(
          service.name,
          tries * seconds,
          `${limit} docker exec ${quoted(service.name)} sh -c ${quoted(ready.command)} > /dev/null 2>&1`,
        ),
      ),
    );
  const port = service.ports[0]?.container;
  if (port === undefined) {
    scope.report.add(
      "CC026",
      [...scope.subject, "ready"],
      `CircleCI runs no command in the container of "${service.name}", and without a port there is nothing else to wait for.`,
      "Add ports, or wait in a step.",
    );
    return undefined;
  }
  const open = waitLines(
    service.name,
    tries * seconds,
    `${limit} bash -c ${quoted(`exec 3<> /dev/tcp/localhost/${port}`)} 2> /dev/null`,
  );
  const program = programOf(ready.command);
  if (program === undefined)
    scope.report.add(
      "CC035",
      [...scope.subject, "ready"],
      `CircleCI runs no command in the container of "${service.name}": the job waits until port ${port} is open instead of asking ${JSON.stringify(ready.command)}.`,
    );
  // The containers of a job share one network, so that many a command asks as well from the first of them.
  const ask =
    program === undefined
      ? []
      : [
          `if command -v ${quoted(program)} > /dev/null; then`,
          ...waitLines(
            service.name,
            tries * seconds,
            `${limit} sh -c ${quoted(ready.command)} > /dev/null 2>&1`,
          ).map((line) => `  ${line}`),
          "fi",
        ];
  return runStep(`Wait for ${service.name}`, command(...open, ...ask));
}

/**
 * The program of a command that asks over the network: it names a host, as others may mean a socket or variables that
 * only the service's container has. Undefined for those.
 */
function programOf(question: string): string | undefined {
  if (/[$`\n]/.test(question) || !/(?<![\w.-])(?:localhost|127\.0\.0\.1)(?![\w.-])/.test(question))
    return undefined;
  return /^([\w./-]+) /.exec(question)?.[1];
}

/** Asks each second, as a server is seldom as slow as one may wait for it. */
function waitLines(name: string, seconds: number, question: string): string[] {
  return [
    "waited=0",
    `until ${question}; do`,
    "  waited=$((waited + 1))",
    `  if [ "$waited" -ge ${seconds} ]; then`,
    `    echo ${quoted(`${name} is not ready after ${seconds} seconds.`)} >&2`,
    "    exit 1",
    "  fi",
    "  sleep 1",
    "done",
  ];
}

function runStep(name: string, script: string, carried: Carried = new Map()): Table {
  return table([
    "run",
    table(["name", name], ["command", script], ["environment", unlessEmpty(new Map<string, Yaml>(carried))]),
  ]);
}

function checkName({ name }: Service, scope: Scope): void {
  if (/^[A-Za-z][\w-]*$/.test(name)) return;
  scope.report.add(
    "CC001",
    scope.subject,
    `"${name}" is no name for a service on CircleCI.`,
    'Use letters, digits, "_" and "-", and start with a letter.',
  );
}
