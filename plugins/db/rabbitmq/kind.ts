import type { ImageName, ServiceKind } from "cig/sdk";

/** What gives RabbitMQ away. */
export const rabbitmq: ServiceKind = {
  name: "rabbitmq",
  title: "RabbitMQ",
  tools: ["rabbitmq"],
  codes: "RABBIT",
  packages: {},
  // Tests run consumers in the process, or stub the connection, more often than not.
  weakPackages: {
    ruby: ["bunny", "hutch", "sneakers"],
    node: ["amqplib", "rhea"],
    python: ["aio-pika", "amqp", "celery[librabbitmq]", "pika"],
    go: ["github.com/rabbitmq/amqp091-go", "github.com/streadway/amqp"],
    elixir: ["amqp", "broadway_rabbitmq"],
  },
  readImage,
};

function readImage({
  repository,
  base,
  tag,
}: ImageName): { version?: string; isSpecial?: boolean } | undefined {
  if (base !== "rabbitmq" && base !== "lavinmq") return undefined;
  const isPlain = ["rabbitmq", "bitnami/rabbitmq", "cimg/rabbitmq"].includes(repository);
  const version = base === "rabbitmq" ? /^v?(\d+(?:\.\d+){0,2})(?:$|-|_)/.exec(tag ?? "")?.[1] : undefined;
  return {
    ...(version !== undefined && Number(version.split(".")[0]) < 30 && { version }),
    ...(!isPlain && tag !== undefined && { isSpecial: true }),
  };
}
