import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import mongodb from "../../../../plugins/db/mongodb/plugin.ts";
import { filesOf } from "../../repository.ts";
import { serviceUse } from "../../request.ts";

const files = filesOf({
  "compose.yaml": "services:\n  one:\n    image: percona/percona-server-mongodb:7.0\n",
  ".tool-versions": "mongodb 7.2.4\n",
  "package.json": '{ "dependencies": { "mongoose": "^5" } }\n',
});
const uses = ["a", "b"].map((job) => serviceUse("mongodb", { id: `${job}/services/mongodb`, job }));

testConformance(it, mongodb, "plugins/db/mongodb/module.toml", [
  { hook: "detect", request: { files } },
  { hook: "plan", request: { uses } },
]);
