import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import redis from "../../../../plugins/db/redis/plugin.ts";
import { filesOf } from "../../repository.ts";
import { serviceUse } from "../../request.ts";

const files = filesOf({
  "compose.yaml": "services:\n  cache:\n    image: valkey/valkey:8\n",
  ".tool-versions": "redis 7.2.4\n",
  "package.json": '{ "dependencies": { "ioredis": "^5" } }\n',
});
const uses = ["a", "b"].map((job) => serviceUse("redis", { id: `${job}/services/redis`, job }));

testConformance(it, redis, "plugins/db/redis/module.toml", [
  { hook: "detect", request: { files } },
  { hook: "plan", request: { uses } },
]);
