import { create } from "@bufbuild/protobuf";
import { type Service, ServiceSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { secondsOf } from "../../config/duration.ts";
import type { ServiceToml, TomlValue } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Context, Subject } from "../context.ts";
import { inputsOf, type PlannedUse, planCapability, type UsingJob } from "../module/uses.ts";
import { literalText } from "../resolver.ts";
import { toCredentials } from "./terms/credentials.ts";

/** A job's services in the author's order: those that cig.toml defines, and uses of those that plugins provide. */
export type PlannedService = { readonly service: Service } | { readonly use: PlannedUse };

/** Plans `services`: a name of [services], an inline definition, or what a plugin provides. */
export function planServices(context: Context, using: UsingJob): PlannedService[] {
  const subject = ["jobs", using.id, "services"];
  const services = using.job.services ?? [];
  const entries: [name: string, value: TomlValue, place: Subject][] = Array.isArray(services)
    ? services.map((name, index) => [name, true, [...subject, String(index)]])
    : Object.entries(services).map(([name, value]) => [name, value as TomlValue, [...subject, name]]);
  return entries.flatMap(([name, value, place]): PlannedService[] => {
    if (isDefinition(value)) return [{ service: toService(context, using, name, value, place) }];
    const defined = context.schema.services ?? {};
    if (!Object.hasOwn(defined, name))
      return planCapability(context, using, "service", { name, given: inputsOf(value), subject: place }).map(
        (use) => ({
          use,
        }),
      );
    if (value !== true)
      context.report(
        diagnose(
          "CIG104",
          `The service "${name}" is defined in [services.${name}], image and all, so that it takes no inputs here.`,
          {
            hint: `Write ${name} = true, or an image: ${name} = { image = "…" }.`,
            subject: place,
          },
        ),
      );
    return [{ service: toService(context, using, name, defined[name]!, ["services", name]) }];
  });
}

function isDefinition(value: TomlValue): value is ServiceToml & Record<string, TomlValue> {
  return typeof value === "object" && "image" in value;
}

function toService(
  context: Context,
  using: UsingJob,
  name: string,
  definition: ServiceToml,
  subject: Subject,
): Service {
  const { resolver } = using;
  const ports = (definition.ports ?? []).map(toPort);
  return create(ServiceSchema, {
    name,
    image: resolver.text(definition.image, [...subject, "image"]),
    ports,
    env: resolver.named(definition.env, [...subject, "env"]),
    ...(definition.ready !== undefined && { ready: toReady(definition.ready) }),
    exports: exportsOf(name, ports[0], using.job.image !== undefined),
    options: definition.options ?? [],
    ...(definition.credentials && {
      credentials: toCredentials(context, resolver, definition.credentials, [...subject, "credentials"]),
    }),
  });
}

/** 5432, or "host:container". */
function toPort(port: number | string): { container: number; host: number } {
  const [first, second] = String(port).split(":").map(Number);
  return second === undefined ? { container: first!, host: 0 } : { container: second, host: first! };
}

function toReady(ready: NonNullable<ServiceToml["ready"]>) {
  if (typeof ready === "string") return { command: ready };
  return {
    command: ready.command,
    intervalSeconds: secondsOf(ready.interval ?? 0) ?? 0,
    timeoutSeconds: secondsOf(ready.timeout ?? 0) ?? 0,
    retries: ready.retries ?? 0,
  };
}

/** Where steps reach it: in a container by its name and port, on the runner itself by the port that is opened there. */
function exportsOf(
  name: string,
  port: { container: number; host: number } | undefined,
  inContainer: boolean,
) {
  if (!port) return [];
  const prefix = name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "_")
    .replace(/^(?=\d)/, "_");
  const number = inContainer ? port.container : port.host || port.container;
  return [
    { name: `${prefix}_HOST`, value: literalText(inContainer ? name : "localhost") },
    { name: `${prefix}_PORT`, value: literalText(String(number)) },
  ];
}
