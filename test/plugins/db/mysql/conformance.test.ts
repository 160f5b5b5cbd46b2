import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import mysql from "../../../../plugins/db/mysql/plugin.ts";
import { filesOf } from "../../repository.ts";
import { serviceUse } from "../../request.ts";

const files = filesOf({
  "compose.yaml": "services:\n  one:\n    image: mariadb:11.4\n",
  ".tool-versions": "mysql 7.2.4\n",
  "package.json": '{ "dependencies": { "mysql2": "^5" } }\n',
});
const uses = ["a", "b"].map((job) => serviceUse("mysql", { id: `${job}/services/mysql`, job }));

testConformance(it, mysql, "plugins/db/mysql/module.toml", [
  { hook: "detect", request: { files } },
  { hook: "plan", request: { uses } },
]);
