import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import rabbitmq from "../../../../plugins/db/rabbitmq/plugin.ts";
import { filesOf } from "../../repository.ts";
import { serviceUse } from "../../request.ts";

const files = filesOf({
  "compose.yaml": "services:\n  one:\n    image: cloudamqp/lavinmq:2.1\n",
  ".tool-versions": "rabbitmq 7.2.4\n",
  "package.json": '{ "dependencies": { "amqplib": "^5" } }\n',
});
const uses = ["a", "b"].map((job) => serviceUse("rabbitmq", { id: `${job}/services/rabbitmq`, job }));

testConformance(it, rabbitmq, "plugins/db/rabbitmq/module.toml", [
  { hook: "detect", request: { files } },
  { hook: "plan", request: { uses } },
]);
