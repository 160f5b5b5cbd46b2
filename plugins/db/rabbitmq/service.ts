import { inUrl, named, type ServerKind, text, textInput } from "cig/sdk";
import { rabbitmq } from "./kind.ts";

/** RabbitMQ beside a job: RABBITMQ_URL, RABBITMQ_HOST and RABBITMQ_PORT for its steps. */
export const rabbitmqServer: ServerKind = {
  kind: rabbitmq,
  plugin: "db/rabbitmq",
  image: "rabbitmq",
  defaultVersion: "4",
  port: 5672,
  otherImage: {
    title: "The repository uses another server than RabbitMQ",
    gets: "the official image of RabbitMQ",
  },
  make({ use, host, port }) {
    const user = textInput(use, "user") ?? text("guest");
    const password = textInput(use, "password") ?? text("guest");
    return {
      env: [
        { name: "RABBITMQ_DEFAULT_PASS", value: password },
        { name: "RABBITMQ_DEFAULT_USER", value: user },
      ],
      ready: "rabbitmq-diagnostics -q check_port_connectivity",
      retries: 20,
      exports: [
        named("RABBITMQ_HOST", host),
        named("RABBITMQ_PORT", port),
        named("RABBITMQ_URL", "amqp://", inUrl(user), ":", inUrl(password), `@${host}:${port}`),
      ],
    };
  },
};
