import { describe, expect, it } from "vitest";
import mongodb from "../../../../plugins/db/mongodb/plugin.ts";
import { see } from "../../repository.ts";
import { expansionsOf, factsOf, planned, remarksOf, serviceUse, table, written } from "../../request.ts";

const compose = (image: string) => `services:\n  db:\n    image: ${image}\n`;

describe("detect", () => {
  it.each([
    ["mongo:7", "7", undefined],
    ["mongo:7.0.5-jammy", "7.0.5", undefined],
    ["mongo", undefined, undefined],
    ["mongodb/mongodb-community-server:8.0-ubi9", "8.0", undefined],
    ["percona/percona-server-mongodb:7.0", undefined, "percona/percona-server-mongodb:7.0"],
    ["ghcr.io/ferretdb/ferretdb:2", undefined, "ghcr.io/ferretdb/ferretdb:2"],
  ])("reads the image %s: version %s", async (image, version, special) => {
    expect((await see(mongodb, { "compose.yml": compose(image) })).facts).toEqual({
      "service.mongodb": "used",
      ...(version && { "service.mongodb.version": version }),
      ...(special && { "service.mongodb.image": special }),
    });
  });

  it("takes mongo-express for something else", async () => {
    expect((await see(mongodb, { "compose.yml": compose("mongo-express:1") })).facts).toEqual({});
  });

  it.each([
    ["prisma/schema.prisma", 'datasource db {\n  provider = "mongodb"\n}\n', 0.9],
    ["Gemfile", 'gem "mongoid"', 0.8],
    ["package.json", '{"dependencies":{"mongoose":"8"}}', 0.5],
    ["requirements.txt", "mongoengine", 0.8],
    ["requirements.txt", "pymongo", 0.5],
    [
      "go.mod",
      "require (\n\tgo.mongodb.org/mongo-driver v1.17.1\n\tgithub.com/xdg-go/scram v1.1.2 // indirect\n)\n",
      0.5,
    ],
  ])("sees the use in %s: %s", async (path, content, confidence) => {
    const seen = await see(mongodb, { [path]: content });
    expect(seen.facts).toEqual({ "service.mongodb": "used" });
    expect(seen.confidence["service.mongodb"]).toBe(confidence);
  });

  it("sees no use in Go's driver where only its BSON is built in", async () => {
    const text = "require (\n\tgo.mongodb.org/mongo-driver/v2 v2.5.0\n\tgolang.org/x/net v0.56.0\n)\n";
    expect((await see(mongodb, { "go.mod": text })).facts).toEqual({});
  });

  it("sees no use in a server in memory that tests start", async () => {
    const text = '{"devDependencies":{"mongodb-memory-server":"10","mongoose":"8"}}';
    expect((await see(mongodb, { "package.json": text })).facts).toEqual({});
  });
});

describe("plan", () => {
  it("gives a server that is waited for, and the variables that lead to it", async () => {
    const response = await planned(mongodb, {
      uses: [serviceUse("mongodb")],
      facts: factsOf({ "service.mongodb.version": "7.0" }),
    });
    const [service] = expansionsOf(response)[0]!.services;
    expect(written(service!.image)).toBe("mongo:7.0");
    expect(service!.ready!.command).toBe("mongosh --quiet --eval 'db.runCommand({ ping: 1 }).ok || quit(1)'");
    expect(table(service!.exports)).toMatchObject({
      MONGODB_HOST: "localhost",
      MONGODB_PORT: "27017",
      MONGODB_URI: expect.stringMatching(/^mongodb:\/\/localhost:27017\/\w+_test$/),
    });
    expect(remarksOf(response)).toEqual([]);
  });

  it("asks an old image by the old shell", async () => {
    const facts = factsOf({ "service.mongodb.version": "4.4" });
    const response = await planned(mongodb, { uses: [serviceUse("mongodb")], facts });
    expect(expansionsOf(response)[0]!.services[0]!.ready!.command).toMatch(/^mongo --quiet/);
  });

  it("says which version jobs get when the repository states none", async () => {
    expect(remarksOf(await planned(mongodb, { uses: [serviceUse("mongodb")] }))).toEqual([
      "INFO MONGO201 jobs.test.services",
    ]);
  });
});
