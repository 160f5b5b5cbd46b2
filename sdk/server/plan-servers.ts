import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PlanRequest, PlanResponseSchema } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { type Use, UseKind } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { ServiceSchema } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { onceEach } from "../language/once-each.ts";
import type { Remark } from "../remarks.ts";
import { literalOf } from "../text.ts";
import { textInput } from "../use.ts";
import { chooseImage } from "./choose-image.ts";
import { remarkOn } from "./remarks.ts";
import type { ServerKind } from "./server.ts";

/** The hook `plan` of a server: answers each wish, by `services` or by a step, with it and the way to reach it. */
export function planServers(server: ServerKind) {
  return (request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> => {
    const remarks: Remark[] = [];
    const resources = request.uses
      .filter(({ kind }) => kind !== UseKind.PACKAGE)
      .map((use) => {
        const choice = chooseImage(server, use, request.facts);
        remarks.push(...choice.remarks);
        const service = serviceFor(server, { use, image: choice.image, request, remarks });
        const versions = choice.version ? [{ tool: server.kind.name, version: choice.version }] : [];
        const value = { use: use.id, services: [service], versions };
        return { id: use.id, kind: { case: "expansion" as const, value } };
      });
    return { resources, diagnostics: onceEach(remarks) };
  };
}

interface Asked {
  readonly use: Use;
  readonly image: Text;
  readonly request: PlanRequest;
  /** Grows. */
  readonly remarks: Remark[];
}

function serviceFor(
  server: ServerKind,
  { use, image, request, remarks }: Asked,
): MessageInitShape<typeof ServiceSchema> {
  const { name } = server.kind;
  const numberInput = (input: string, usual: number, least: number, most: number) => {
    const written = textInput(use, input);
    if (!written) return usual;
    const value = Number(literalOf(written) ?? Number.NaN);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    const what = `The ${input} of ${name} for "${use.job}" is no number from ${least} to ${most}`;
    const message = `${what} that is known before the run.`;
    remarks.push(remarkOn(server, "203", use, message, `Write ${input} = ${usual}.`));
    return usual;
  };
  const published = numberInput("port", server.port, 1, 65_535);
  // In a container the job and the server share a network; on the runner the port is published.
  const { ready, retries, ...parts } = server.make({
    use,
    image,
    host: use.inContainer ? name : "localhost",
    port: String(use.inContainer ? server.port : published),
    request,
    numberInput,
  });
  return {
    name,
    image,
    ports: [{ container: server.port, host: published }],
    ready: { command: ready, intervalSeconds: 5, timeoutSeconds: 5, retries: retries ?? 10 },
    ...parts,
  };
}
