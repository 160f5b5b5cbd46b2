import {
  literalOf,
  type MessageInitShape,
  named,
  type ServiceSchema,
  type Text,
  textInput,
  type Use,
} from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";

/** The server for one use, with REDIS_URL, REDIS_HOST and REDIS_PORT for the job's steps. */
export function redisService(
  use: Use,
  image: Text,
): { service: MessageInitShape<typeof ServiceSchema>; remarks: readonly Remark[] } {
  const remarks: Remark[] = [];
  const port = numberOf(use, "port", serverPort, 1, 65_535, remarks);
  const database = numberOf(use, "database", 0, 0, 1_000_000, remarks);
  // In a container the job and the server share a network; on the runner the port is published.
  const host = use.inContainer ? serviceName : "localhost";
  const reached = String(use.inContainer ? serverPort : port);
  return {
    service: {
      name: serviceName,
      image,
      ports: [{ container: serverPort, host: port }],
      ready: { command: "redis-cli ping", intervalSeconds: 5, timeoutSeconds: 5, retries: 10 },
      exports: [
        named("REDIS_HOST", host),
        named("REDIS_PORT", reached),
        named("REDIS_URL", `redis://${host}:${reached}/${database}`),
      ],
    },
    remarks,
  };
}

const serviceName = "redis";
const serverPort = 6379;

function numberOf(
  use: Use,
  name: string,
  usual: number,
  least: number,
  most: number,
  remarks: Remark[],
): number {
  const written = textInput(use, name);
  if (!written) return usual;
  const value = Number(literalOf(written) ?? Number.NaN);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  remarks.push(
    remarkOn(
      "REDIS203",
      use,
      `The ${name} of redis for "${use.job}" is no number from ${least} to ${most} that is known before the run.`,
      `Write ${name} = ${usual}.`,
    ),
  );
  return usual;
}
