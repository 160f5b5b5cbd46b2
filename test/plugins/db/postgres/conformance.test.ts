import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import postgres from "../../../../plugins/db/postgres/plugin.ts";
import { filesOf } from "../../repository.ts";
import { factsOf, serviceUse } from "../../request.ts";

const files = filesOf({
  "compose.yaml": "services:\n  db:\n    image: postgres:16\n",
  "docker-compose.test.yml": "services:\n  db:\n    image: postgis/postgis:15-3.4\n",
  "config/database.yml": "test:\n  adapter: postgresql\n  database: shop_test\n",
  Gemfile: 'gem "pg"\n',
});
const uses = ["a", "b"].map((job) => serviceUse("postgres", { id: `${job}/services/postgres`, job }));

testConformance(it, postgres, "plugins/db/postgres/module.toml", [
  { hook: "detect", request: { files } },
  {
    hook: "plan",
    request: { uses, project: { name: "shop" }, facts: factsOf({ "service.postgres.version": "16" }) },
  },
]);
