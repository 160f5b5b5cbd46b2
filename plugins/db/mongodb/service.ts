import { databaseName, inUrl, literalOf, named, type ServerKind, text, textInput } from "cig/sdk";
import { mongodb } from "./kind.ts";

/** MongoDB beside a job: MONGODB_URI, MONGODB_HOST and MONGODB_PORT for its steps. */
export const mongodbServer: ServerKind = {
  kind: mongodb,
  plugin: "db/mongodb",
  image: "mongo",
  defaultVersion: "8",
  port: 27_017,
  otherImage: {
    title: "The repository uses another server than MongoDB",
    gets: "the official image of MongoDB",
  },
  make({ use, image, host, port, request: { facts, project } }) {
    const database = textInput(use, "database") ?? text(databaseName("mongodb", facts, project?.name ?? ""));
    return {
      ready: `${shellOf(literalOf(image) ?? "")} --quiet --eval 'db.runCommand({ ping: 1 }).ok || quit(1)'`,
      exports: [
        { name: "MONGODB_DATABASE", value: database },
        named("MONGODB_HOST", host),
        named("MONGODB_PORT", port),
        named("MONGODB_URI", `mongodb://${host}:${port}/`, inUrl(database)),
      ],
    };
  },
};

/** Images before version 5 have the old shell alone. */
function shellOf(image: string): string {
  return /(^|\/)mongo:[34](\.|-|$)/.test(image) ? "mongo" : "mongosh";
}
