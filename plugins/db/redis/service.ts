import { named, type ServerKind } from "cig/sdk";
import { redis } from "./kind.ts";

/** Redis beside a job: REDIS_URL, REDIS_HOST and REDIS_PORT for its steps. */
export const redisServer: ServerKind = {
  kind: redis,
  plugin: "db/redis",
  image: "redis",
  defaultVersion: "7",
  port: 6379,
  otherImage: {
    title: "The repository uses another server than Redis",
    gets: "the official image of Redis",
  },
  make({ host, port, numberInput }) {
    const database = numberInput("database", 0, 0, 1_000_000);
    return {
      ready: "redis-cli ping",
      exports: [
        named("REDIS_HOST", host),
        named("REDIS_PORT", port),
        named("REDIS_URL", `redis://${host}:${port}/${database}`),
      ],
    };
  },
};
