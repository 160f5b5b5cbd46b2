import * as z from "zod/mini";
import { faultOfWait } from "../duration.ts";
import { containerEnv } from "./common.ts";
import { distinct, looseId, word } from "./names.ts";
import { credentials } from "./parts/image.ts";
import { docs, either, key, list, marks, requiredKey, rule, table } from "./strict.ts";
import { inputs, text, version } from "./text.ts";

/** A short time. */
export const wait = either('seconds such as 5, or a time such as "5s"', [
  z.int("whole seconds").check(z.minimum(1, "at least 1 second"), z.maximum(86_400, "at most a day")),
  z.string().check(rule(faultOfWait)),
]);

const port = either('a port such as 5432, or "host:container" such as "15432:5432"', [
  z.int("a port").check(z.minimum(1, "a port from 1 to 65535"), z.maximum(65_535, "a port from 1 to 65535")),
  z.string().check(rule(faultOfPort)),
]);

const ready = either('a command in quotes, or a table { command = "…", interval = 5, retries = 10 }', [
  word("a command"),
  table("a table { command, interval, timeout, retries }", {
    command: requiredKey(word("a command"), "Run inside the service's container; success means ready."),
    interval: key(wait, "Between two tries. Default: 10 seconds."),
    timeout: key(wait, "How long one try may take. Default: 5 seconds."),
    retries: key(
      z.int("a whole number").check(z.minimum(1, "at least 1")),
      "Tries before giving up. Default: 5.",
    ),
  }),
]);

const fields = {
  ports: key(list("a list of ports, such as [5432]", port), "Ports that the job's steps reach."),
  env: key(containerEnv, "Variables of the service's container."),
  ready: key(ready, "How to tell that the service can be used; the job's steps wait for it."),
  options: key(
    list('a list of arguments, such as ["--tmpfs=/data"]', word("an argument")),
    "Arguments of the container engine.",
  ),
  credentials: key(credentials, "Who may fetch the image from a private registry."),
};

/** `[services.ID]`: a server beside a job, by its image. */
export const serviceDefinition = table("a table { image, ports, env, ready, options, credentials }", {
  image: requiredKey(
    text('an image, such as "postgres:16"').check(z.minLength(1, "an image")),
    "The container image.",
  ),
  ...fields,
});
docs.add(serviceDefinition, { id: "Service" });

/** Part of a service definition, in a profile. */
export const servicePart = table("a table { image, ports, env, ready, options, credentials }", {
  image: key(text("an image"), "The container image."),
  ...fields,
});

/** `services` of a job: names, or a table by name: a version, an image with its settings, or a module's inputs. */
export const jobServices = either(
  'a list of names such as ["postgres"], or a table such as { postgres = "16" }',
  [
    list("a list of names", looseId).check(distinct("service", (name: string) => name)),
    z.record(
      looseId,
      either('true, a version such as "16", or a table { image = "…" } or { version = "16" }', [
        z.literal(true),
        version,
        serviceDefinition,
        inputs("a table of inputs").check(
          rule((value: object) => ("image" in value ? [{ message: marks.otherForm }] : [])),
        ),
      ]),
      "a table of services",
    ),
  ],
);

docs.add(jobServices, { id: "JobServices" });

function faultOfPort(source: string) {
  const ports = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(source);
  const fits = ports
    ?.slice(1)
    .every((each) => each === undefined || (Number(each) >= 1 && Number(each) <= 65_535));
  return fits
    ? []
    : [
        {
          message: `"${source}" is not a port.`,
          hint: 'Write a port such as 5432, or "host:container" such as "15432:5432".',
        },
      ];
}
