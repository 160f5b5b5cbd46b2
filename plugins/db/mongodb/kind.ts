import type { ImageName, ServiceKind } from "cig/sdk";

/** What gives MongoDB away. Servers in memory, which tests start themselves, are not listed. */
export const mongodb: ServiceKind = {
  name: "mongodb",
  title: "MongoDB",
  tools: ["mongodb", "mongo"],
  codes: "MONGO",
  packages: {
    ruby: ["mongoid"],
    python: ["django-mongodb-backend", "mongoengine"],
  },
  // Tests of these start a server in memory, or stub the driver, as often as they need one.
  weakPackages: {
    ruby: ["mongo"],
    node: ["mongodb", "mongoose"],
    python: ["beanie", "motor", "pymongo"],
    go: ["go.mongodb.org/mongo-driver"],
    elixir: ["mongodb_driver"],
  },
  rivals: {
    python: ["mongomock", "pymongo-inmemory"],
  },
  readImage,
};

function readImage({
  repository,
  base,
  tag,
}: ImageName): { version?: string; isSpecial?: boolean } | undefined {
  const isPlain = ["mongo", "mongodb/mongodb-community-server", "bitnami/mongodb", "cimg/mongo"].includes(
    repository,
  );
  const isOther = ["ferretdb", "percona-server-mongodb", "mongodb-atlas-local"].includes(base);
  if (!isPlain && !isOther && base !== "mongo") return undefined;
  const version = isOther ? undefined : /^v?(\d+(?:\.\d+){0,2})(?:$|-|_)/.exec(tag ?? "")?.[1];
  return {
    ...(version !== undefined && Number(version.split(".")[0]) < 30 && { version }),
    ...(!isPlain && tag !== undefined && { isSpecial: true }),
  };
}
