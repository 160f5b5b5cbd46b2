import { composeImages, parseImage } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { filesOf } from "../../plugins/repository.ts";

const read = async (path: string, content: string | Uint8Array) =>
  composeImages(filesOf({ [path]: content }));
const short = async (content: string, path = "compose.yaml") =>
  (await read(path, content)).images.map(({ service, image, line }) => `${service} ${image.text} ${line}`);

describe("composeImages", () => {
  it("finds the image of each service with its line", async () => {
    expect(
      await short(
        "services:\n  web:\n    build: .\n  db:\n    # image: postgres:9\n    image: postgres:16-alpine # ours\n",
      ),
    ).toEqual(["db postgres:16-alpine 6"]);
  });

  it("reads files of the first format, whose services stand at the top", async () => {
    expect(await short("db:\n  image: postgres:16\n", "docker-compose.yml")).toEqual(["db postgres:16 2"]);
  });

  it("follows aliases and merges to the line where the image stands", async () => {
    const text =
      "x-db: &db\n  image: postgres:15\nx-tag: &tag redis:7\nservices:\n  a:\n    <<: *db\n  b: *db\n  c:\n    image: *tag\n";
    expect(await short(text)).toEqual(["a postgres:15 2", "b postgres:15 2", "c redis:7 3"]);
  });

  it("reads flow style and quotes", async () => {
    expect(await short('services: { db: { image: "postgres:16" } }')).toEqual(["db postgres:16 1"]);
  });

  it.each([
    "compose.example.yml",
    "docker-compose.sample.yaml",
    "docker-compose.template.yml",
    "decompose.yml",
  ])("takes %s for no compose file", async (path) => {
    expect(await short("services:\n  db:\n    image: postgres:16\n", path)).toEqual([]);
  });

  it("says where a file is no YAML, and reads nothing from it", async () => {
    const { images, unreadable } = await read(
      "compose.yaml",
      "services:\n  db:\n    image: 'postgres:16\n  x: {\n",
    );
    expect(images).toEqual([]);
    expect(unreadable.map(({ file, line }) => [file, line > 0])).toEqual([["compose.yaml", true]]);
  });

  it("says that a binary file is no text", async () => {
    const { unreadable } = await read("compose.yaml", new Uint8Array([0xff, 0xfe, 0, 1]));
    expect(unreadable).toEqual([{ file: "compose.yaml", line: 0, reason: "it is not UTF-8 text" }]);
  });

  it.each([
    "",
    "services:",
    "services: []",
    "42",
    "services:\n  db: postgres",
    "services:\n  db:\n    image: [a]",
  ])("finds nothing in %j", async (text) => {
    expect(await read("compose.yml", text)).toEqual({ images: [], unreadable: [] });
  });
});

describe("parseImage", () => {
  it.each([
    ["postgres", { repository: "postgres", base: "postgres" }],
    ["postgres:16", { repository: "postgres", base: "postgres", tag: "16" }],
    ["docker.io/library/postgres:16", { repository: "postgres", tag: "16" }],
    ["index.docker.io/library/postgres@sha256:0a1b", { repository: "postgres", digest: "sha256:0a1b" }],
    ["public.ecr.aws/docker/library/postgres:16", { repository: "postgres", tag: "16" }],
    [
      "localhost:5000/acme/postgres:16",
      { repository: "localhost:5000/acme/postgres", base: "postgres", tag: "16" },
    ],
    ["postgres:16@sha256:0a1b", { tag: "16", digest: "sha256:0a1b" }],
    ["postgres:${PG_VERSION:-16}-alpine", { tag: "16-alpine" }],
    ["postgres:${PG_VERSION:-${OLD:-15}}", { tag: "15" }],
  ])("takes %s apart", (written, parts) => {
    expect(parseImage(written)).toMatchObject(parts);
  });

  it("leaves a tag out that a variable decides", () => {
    expect(parseImage("postgres:${PG_VERSION}")?.tag).toBeUndefined();
    expect(parseImage("postgres:${PG_VERSION:?must be set}")?.tag).toBeUndefined();
    expect(parseImage("postgres:$PG_VERSION")?.tag).toBeUndefined();
  });

  it("knows no image whose name a variable decides", () => {
    expect(parseImage("${REGISTRY}/postgres:16")).toBeUndefined();
    expect(parseImage("two words")).toBeUndefined();
  });
});
