import type { Job, Service } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";

/**
 * Services that want one port of the machine: the second of them never starts. Beside a job in a container each has a
 * name of its own, and ports do not meet.
 */
export function samePorts({ id, image, services }: Pick<Job, "id" | "image" | "services">): Diagnostic[] {
  if (image !== undefined) return [];
  const owners = new Map<number, Service>();
  return services.flatMap((service) =>
    [...new Set(service.ports.map(({ container, host }) => host || container))].flatMap((port) => {
      const earlier = owners.get(port);
      if (earlier === undefined) owners.set(port, service);
      return earlier === undefined ? [] : [samePort(id, port, earlier.name, service.name)];
    }),
  );
}

function samePort(job: string, port: number, first: string, second: string): Diagnostic {
  return diagnose(
    "CIG405",
    `The services "${first}" and "${second}" of the job "${job}" want the same port ${port} of the machine, so that one of them cannot start.`,
    {
      hint: `Open another port for one of them: ports = ["${port > 55535 ? port - 1 : port + 10_000}:${port}"].`,
      subject: ["jobs", job, "services"],
    },
  );
}
