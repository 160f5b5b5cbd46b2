import type { ServiceRow } from "cig/sdk/table";
import type { Environment } from "./shell/words.ts";

/** Ports at which well-known images answer. */
const usual: readonly (readonly [RegExp, string])[] = [
  [/\b(?:postgres|postgis|timescaledb)/, "5432"],
  [/\b(?:mysql|mariadb)/, "3306"],
  [/\b(?:redis|valkey|dragonfly)/, "6379"],
  [/\b(?:mongo)/, "27017"],
  [/\b(?:elasticsearch|opensearch)/, "9200"],
  [/\brabbitmq/, "5672"],
  [/\bmemcached/, "11211"],
];

/**
 * The service with the port that nobody has to name on CircleCI, where every port of a container is open: the one that
 * a variable such as SEARCH_PORT tells the steps, or that of a well-known image.
 */
export function withPorts(service: ServiceRow, env: Environment): ServiceRow {
  if (service.ports.length > 0) return service;
  const told = env[`${service.name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_PORT`];
  const port =
    told !== undefined && /^\d+$/.test(told) ? told : usual.find(([image]) => image.test(service.image))?.[1];
  return port === undefined ? service : { ...service, ports: [port] };
}
