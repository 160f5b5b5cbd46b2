import { text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import rabbitmq from "../../../../plugins/db/rabbitmq/plugin.ts";
import { see } from "../../repository.ts";
import { expansionsOf, planned, remarksOf, serviceUse, table, written } from "../../request.ts";

const compose = (image: string) => `services:\n  queue:\n    image: ${image}\n`;

describe("detect", () => {
  it.each([
    ["rabbitmq:4", "4", undefined],
    ["rabbitmq:3.13-management-alpine", "3.13", undefined],
    ["rabbitmq:management", undefined, undefined],
    ["cloudamqp/lavinmq:2.1", undefined, "cloudamqp/lavinmq:2.1"],
  ])("reads the image %s: version %s", async (image, version, special) => {
    expect((await see(rabbitmq, { "compose.yml": compose(image) })).facts).toEqual({
      "service.rabbitmq": "used",
      ...(version && { "service.rabbitmq.version": version }),
      ...(special && { "service.rabbitmq.image": special }),
    });
  });

  it.each([
    ["acme/rabbitmq:3.13", "acme/rabbitmq:3.13"],
    ["acme/rabbitmq:latest", undefined],
  ])("takes an image of a folder below only with its version: %s", async (image, special) => {
    const { facts } = await see(rabbitmq, { "tests/queue/compose.yml": compose(image) });
    expect(facts["service.rabbitmq.image"]).toBe(special);
    expect((await see(rabbitmq, { "compose.yml": compose(image) })).facts["service.rabbitmq.image"]).toBe(
      image,
    );
  });

  it.each([
    ["package.json", '{"dependencies":{"amqplib":"0.10"}}'],
    ["requirements.txt", "pika"],
    ["mix.exs", 'defp deps do\n  [{:broadway_rabbitmq, "~> 0.8"}]\nend'],
  ])("takes the client in %s for a trial", async (path, content) => {
    const seen = await see(rabbitmq, { [path]: content });
    expect(seen.facts).toEqual({ "service.rabbitmq": "used" });
    expect(seen.confidence["service.rabbitmq"]).toBe(0.5);
  });

  it("sees no use in an exporter", async () => {
    expect((await see(rabbitmq, { "compose.yml": compose("kbudde/rabbitmq-exporter:1") })).facts).toEqual({});
  });
});

describe("plan", () => {
  it("gives a server that is waited for, and a URL whose parts are escaped", async () => {
    const inputs = [
      { name: "version", value: { case: "text" as const, value: text("4") } },
      { name: "password", value: { case: "text" as const, value: text("a/b@c") } },
    ];
    const response = await planned(rabbitmq, { uses: [serviceUse("rabbitmq", { inputs })] });
    const [service] = expansionsOf(response)[0]!.services;
    expect(written(service!.image)).toBe("rabbitmq:4");
    expect(service!.ready!.command).toBe("rabbitmq-diagnostics -q check_port_connectivity");
    expect(table(service!.env)).toEqual({ RABBITMQ_DEFAULT_PASS: "a/b@c", RABBITMQ_DEFAULT_USER: "guest" });
    expect(table(service!.exports)).toEqual({
      RABBITMQ_HOST: "localhost",
      RABBITMQ_PORT: "5672",
      RABBITMQ_URL: "amqp://guest:a%2Fb%40c@localhost:5672",
    });
    expect(remarksOf(response)).toEqual([]);
  });

  it("says which version jobs get when the repository states none", async () => {
    expect(remarksOf(await planned(rabbitmq, { uses: [serviceUse("rabbitmq")] }))).toEqual([
      "INFO RABBIT201 jobs.test.services",
    ]);
  });
});
