import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import elasticsearch from "../../../../plugins/db/elasticsearch/plugin.ts";
import { filesOf } from "../../repository.ts";
import { serviceUse } from "../../request.ts";

const files = filesOf({
  "compose.yaml": "services:\n  one:\n    image: opensearchproject/opensearch:2.19.1\n",
  ".tool-versions": "elasticsearch 7.2.4\n",
  "package.json": '{ "dependencies": { "@elastic/elasticsearch": "^5" } }\n',
});
const uses = ["a", "b"].map((job) =>
  serviceUse("elasticsearch", { id: `${job}/services/elasticsearch`, job }),
);

testConformance(it, elasticsearch, "plugins/db/elasticsearch/module.toml", [
  { hook: "detect", request: { files } },
  { hook: "plan", request: { uses } },
]);
