import type { ImageName, ServiceKind } from "cig/sdk";

/** What gives Redis away. Clients of hosted services and stand-ins for tests are not listed. */
export const redis: ServiceKind = {
  name: "redis",
  title: "Redis",
  tools: ["redis"],
  codes: "REDIS",
  packages: {
    ruby: ["hiredis-client", "redis", "redis-client", "redis-rails"],
    node: ["bee-queue", "bull", "bullmq"],
    python: ["arq", "channels-redis", "django-redis", "django-rq"],
    go: [
      "github.com/go-redis/redis",
      "github.com/gomodule/redigo",
      "github.com/redis/go-redis",
      "github.com/redis/rueidis",
    ],
    elixir: ["redix"],
  },
  // Their tests run jobs in the process or do without the cache more often than not.
  weakPackages: {
    ruby: ["resque", "sidekiq"],
    node: ["@redis/client", "connect-redis", "ioredis", "redis"],
    python: ["aioredis", "celery[redis]", "hiredis", "redis", "rq"],
  },
  readImage,
};

/** Servers that stand in for Redis under a name and numbering of their own. */
const relatives = new Set(["dragonfly", "keydb", "redis-stack", "redis-stack-server", "valkey"]);

function readImage({
  repository,
  base,
  tag,
}: ImageName): { version?: string; isSpecial?: boolean } | undefined {
  if (base !== "redis" && !relatives.has(base)) return undefined;
  const isPlain =
    base === "redis" && ["redis", "bitnami/redis", "bitnamilegacy/redis", "cimg/redis"].includes(repository);
  const isNumbered = base === "redis" || base.startsWith("redis-stack");
  const version = isNumbered ? /^v?(\d+(?:\.\d+){0,2})(?:$|-|_)/.exec(tag ?? "")?.[1] : undefined;
  return {
    ...(version !== undefined && Number(version.split(".")[0]) < 30 && { version }),
    ...(!isPlain && tag !== undefined && { isSpecial: true }),
  };
}
