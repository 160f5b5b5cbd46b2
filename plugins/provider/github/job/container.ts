import { type Container, type Credentials, type Readiness, type Service, text } from "cig/sdk";
import { compileEnv } from "../environment.ts";
import { type Place, places } from "../expression/place.ts";
import { characters, compileText } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";

/** The value of `container`: the bare image where nothing else is said. */
export function compileContainer(container: Container, top: Scope): Yaml {
  const scope = below(top, "image");
  const image = compileText(container.image ?? text(), places.container, scope);
  const env = unlessEmpty(compileEnv(container.env, places.containerEnv, scope));
  const options = compileOptions(container.options, scope);
  const credentials = compileCredentials(container.credentials, places.container, scope);
  return env || options || credentials
    ? table(["image", image], ["credentials", credentials], ["env", env], ["options", options])
    : image;
}

/** Who may fetch the image. Only `credentials` sees secrets; the image's own name does not. */
function compileCredentials(
  credentials: Credentials | undefined,
  { name }: Place,
  top: Scope,
): Table | undefined {
  if (!credentials) return undefined;
  const scope = below(top, "credentials");
  const place = { ...places.credentials, name: `the credentials of ${name}` };
  return table(
    ["username", compileText(credentials.username, place, below(scope, "username"))],
    ["password", compileText(credentials.password, place, below(scope, "password"))],
  );
}

/** The value of `services`. */
export function compileServices(services: readonly Service[], top: Scope): Table | undefined {
  return unlessEmpty(
    new Map(services.map((service): [string, Yaml] => [service.name, compileService(service, top)])),
  );
}

function compileService(service: Service, top: Scope): Yaml {
  const scope = below(top, "services", service.name);
  if (!/^[A-Za-z_][\w-]*$/.test(service.name))
    scope.report.add(
      "GH001",
      scope.subject,
      `"${service.name}" is no name for a service on GitHub.`,
      'Use letters, digits, "_" and "-", and start with no digit.',
    );
  return table(
    ["image", compileText(service.image ?? text(), places.services, scope)],
    ["credentials", compileCredentials(service.credentials, places.services, scope)],
    ["env", unlessEmpty(compileEnv(service.env, places.serviceEnv, scope))],
    ["ports", unlessEmpty(service.ports.map(({ container, host }) => `${host || container}:${container}`))],
    ["options", compileOptions([...service.options, ...healthOptions(service.ready)], scope)],
  );
}

/** GitHub waits for a service whose container reports its health, and for no other. */
function healthOptions(ready: Readiness | undefined): string[] {
  if (!ready?.command) return [];
  return [
    "--health-cmd",
    ready.command,
    "--health-interval",
    `${ready.intervalSeconds || 10}s`,
    "--health-timeout",
    `${ready.timeoutSeconds || 5}s`,
    "--health-retries",
    String(ready.retries || 5),
  ];
}

function compileOptions(options: readonly string[], scope: Scope): string | undefined {
  return options.length > 0 ? characters(options.map(argument).join(" "), scope) : undefined;
}

/**
 * One argument of the container engine, in quotes where it would fall apart. No shell reads it but .NET, to which a
 * backslash is one unless a quote stands behind it.
 */
function argument(option: string): string {
  if (/^[\w@%+=:,./~^{}[\]-]+$/.test(option)) return option;
  return `"${option.replace(/(\\*)("|$)/g, (_, slashes: string, quote: string) => `${slashes}${slashes}${quote && '\\"'}`)}"`;
}
