/** Servers beside jobs: what the plugins of databases, queues and search engines have in common. */
export { databaseName } from "./database-name.ts";
export { inUrl } from "./in-url.ts";
export { planServers } from "./plan-servers.ts";
export type { ServerKind, ServerParts, ServerWish } from "./server.ts";
