import { create, text, ValueSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import redis from "../../../../plugins/db/redis/plugin.ts";
import { see } from "../../repository.ts";
import {
  expansionsOf,
  factsOf,
  planned,
  remarksOf,
  serviceUse,
  stepUse,
  table,
  written,
} from "../../request.ts";

const compose = (image: string) => `services:\n  cache:\n    image: ${image}\n`;
const input = (name: string, value: string) => ({
  name,
  value: { case: "text" as const, value: text(value) },
});

describe("detect", () => {
  it.each([
    ["redis:7", "7", undefined],
    ["redis:7.2.4-alpine", "7.2.4", undefined],
    ["bitnami/redis:7.2", "7.2", undefined],
    ["redis", undefined, undefined],
    ["redis:latest", undefined, undefined],
    ["redis:alpine", undefined, undefined],
    ["redis/redis-stack-server:7.2.0-v9", "7.2.0", "redis/redis-stack-server:7.2.0-v9"],
    ["valkey/valkey:8.1-alpine", undefined, "valkey/valkey:8.1-alpine"],
    ["eqalpha/keydb:x86_64_v6.3.4", undefined, "eqalpha/keydb:x86_64_v6.3.4"],
  ])("reads the image %s: version %s", async (image, version, special) => {
    const { facts, evidence } = await see(redis, { "compose.yml": compose(image) });
    expect(facts["service.redis"]).toBe("used");
    expect(evidence["service.redis"]).toEqual(["compose.yml:3"]);
    expect(facts["service.redis.version"]).toBe(version);
    expect(facts["service.redis.image"]).toBe(special);
  });

  it("takes an adapter that only developers install for a trial", async () => {
    const text = '{"devDependencies":{"connect-redis":"8","ioredis":"5"}}';
    expect((await see(redis, { "package.json": text })).facts).toEqual({});
  });

  it.each([
    "redislabs/redisinsight:2",
    "oliver006/redis_exporter",
    "rediscommander/redis-commander",
    "postgres:16",
  ])("takes %s for something else", async (image) => {
    expect((await see(redis, { "compose.yml": compose(image) })).facts).toEqual({});
  });

  it.each([
    ["Gemfile", 'gem "redis"', 0.8],
    ["Gemfile", 'gem "sidekiq"', 0.5],
    ["package.json", '{"dependencies":{"ioredis":"5"}}', 0.5],
    ["package.json", '{"dependencies":{"bullmq":"5"}}', 0.8],
    ["package.json", '{"devDependencies":{"bullmq":"5"}}', 0.5],
    ["packages/queue/package.json", '{"dependencies":{"bullmq":"5"}}', 0.5],
    ["requirements.txt", "celery[redis]", 0.5],
    ["requirements.txt", "django-redis", 0.8],
    ["go.mod", "require github.com/redis/go-redis/v9 v9.5.1", 0.8],
    ["svc/package.json", '{"dependencies":{"bull":"4"}}', 0.7],
  ])("sees the use in %s: %s", async (path, content, confidence) => {
    const seen = await see(redis, { [path]: content });
    expect(seen.facts).toEqual({ "service.redis": "used" });
    expect(seen.confidence["service.redis"]).toBe(confidence);
    expect(seen.signals).toEqual(["redis_used"]);
  });

  it.each([
    ["Gemfile", '# gem "redis"'],
    ["package.json", '{"dependencies":{"@upstash/redis":"1"}}'],
    ["package.json", '{"devDependencies":{"ioredis-mock":"8"}}'],
    ["requirements.txt", "fakeredis\ncelery"],
    ["config/cable.yml", "test:\n  adapter: redis"],
  ])("sees no use in %s: %s", async (path, content) => {
    expect((await see(redis, { [path]: content })).facts).toEqual({});
  });

  it("remarks a compose file that is no YAML", async () => {
    const { facts, remarks } = await see(redis, { "compose.yaml": "a: [\nb: }" });
    expect(facts).toEqual({});
    expect(remarks).toEqual([expect.stringMatching(/^WARNING REDIS101 compose\.yaml:\d+$/)]);
  });
});

describe("plan", () => {
  it("gives a server that is waited for, and the variables that lead to it", async () => {
    const response = await planned(redis, {
      uses: [serviceUse("redis")],
      facts: factsOf({ "service.redis.version": "7.2" }),
    });
    const [service] = expansionsOf(response)[0]!.services;
    expect(service!.name).toBe("redis");
    expect(written(service!.image)).toBe("redis:7.2");
    expect(service!.ports).toMatchObject([{ container: 6379, host: 6379 }]);
    expect(service!.ready).toMatchObject({ command: "redis-cli ping", retries: 10 });
    expect(table(service!.exports)).toEqual({
      REDIS_HOST: "localhost",
      REDIS_PORT: "6379",
      REDIS_URL: "redis://localhost:6379/0",
    });
    expect(remarksOf(response)).toEqual([]);
  });

  it("is reached by its name in a container", async () => {
    const number = (value: bigint) => ({
      case: "other" as const,
      value: create(ValueSchema, { kind: { case: "integer", value } }),
    });
    const inputs = [
      { name: "port", value: number(6380n) },
      { name: "database", value: number(3n) },
    ];
    const response = await planned(redis, {
      uses: [serviceUse("redis", { inContainer: true, inputs }), stepUse("db/redis", { inputs })],
    });
    const [inside, outside] = expansionsOf(response).map(({ services }) => services[0]!);
    expect(inside!.ports).toMatchObject([{ container: 6379, host: 6380 }]);
    expect(table(inside!.exports).REDIS_URL).toBe("redis://redis:6379/3");
    expect(table(outside!.exports).REDIS_URL).toBe("redis://localhost:6380/3");
  });

  it("chooses image, version, matrix, repository, default, in this order", async () => {
    const image = async (more: object, facts: Record<string, string> = {}) => {
      const response = await planned(redis, { uses: [serviceUse("redis", more)], facts: factsOf(facts) });
      return [written(expansionsOf(response)[0]!.services[0]!.image), ...remarksOf(response)];
    };
    const special = { "service.redis.image": "valkey/valkey:8 <- compose.yaml" };
    expect(await image({ inputs: [input("image", "a/b:1")] }, special)).toEqual(["a/b:1"]);
    expect(await image({ inputs: [input("version", "7.2-alpine")] }, special)).toEqual([
      "redis:7.2-alpine",
      "WARNING REDIS202 jobs.test.services",
    ]);
    expect(await image({ axes: ["redis"] })).toEqual(["redis:{{ matrix.redis }}"]);
    expect(await image({}, special)).toEqual(["valkey/valkey:8"]);
    expect(await image({}, { "service.redis.version": "6" })).toEqual(["redis:6"]);
    expect(await image({})).toEqual(["redis:7", "INFO REDIS201 jobs.test.services"]);
  });

  it("refuses a port that is none", async () => {
    const inputs = [input("version", "7"), input("port", "many")];
    expect(remarksOf(await planned(redis, { uses: [serviceUse("redis", { inputs })] }))).toEqual([
      "ERROR REDIS203 jobs.test.services",
    ]);
  });
});
