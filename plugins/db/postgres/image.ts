import type { ImageName } from "cig/sdk";

/** What an image says of PostgreSQL; undefined when it is something else. */
export function readImage(image: ImageName): { version?: string; isSpecial?: boolean } | undefined {
  const isPlain = image.repository === "postgres";
  if (!isPlain && !derived.has(image.base) && image.base !== "postgres" && image.base !== "postgresql")
    return undefined;
  const version = versionOf(image);
  const isSpecial = !isPlain && !plainBuilds.has(image.repository);
  return {
    ...(version !== undefined && { version }),
    ...(isSpecial && image.tag !== undefined && { isSpecial }),
  };
}

/** Last segments of images that are PostgreSQL with extensions. */
const derived = new Set([
  "citus",
  "pgautoupgrade",
  "pgvecto-rs",
  "pgvector",
  "postgis",
  "postgres-postgis",
  "spilo-17",
  "timescaledb",
  "timescaledb-ha",
  "timescaledb-postgis",
]);

/** The same server from another builder: the official image does as well. */
const plainBuilds = new Set([
  "bitnami/postgresql",
  "bitnamilegacy/postgresql",
  "cimg/postgres",
  "circleci/postgres",
]);

/** Images whose own version, not PostgreSQL's, starts the tag. */
const ownNumbering = new Set([
  "citus",
  "pgvecto-rs",
  "pgvector",
  "timescaledb",
  "timescaledb-ha",
  "timescaledb-postgis",
]);

/** "16" of "16-alpine", "pg16", "0.8.0-pg16" and "16-3.4"; a number that no PostgreSQL has is none. */
function versionOf({ base, tag = "" }: ImageName): string | undefined {
  const marked = /(?:^|[-_])pg(\d+(?:\.\d+)?)(?:$|[-_.])/.exec(tag)?.[1];
  const leading = ownNumbering.has(base)
    ? undefined
    : /^v?(\d+(?:\.\d+)*)(?:$|[-_]|(?:alpha|beta|rc)\d)/.exec(tag)?.[1];
  const version = shortened(marked ?? leading);
  return version && isPostgresVersion(version) ? version : undefined;
}

/** From 10 on a version has two numbers, before it three; packagers append more. */
function shortened(version: string | undefined): string | undefined {
  const segments = version?.split(".");
  return segments?.slice(0, Number(segments[0]) >= 10 ? 2 : 3).join(".");
}

function isPostgresVersion(version: string): boolean {
  const [major = 0, minor] = version.split(".").map(Number);
  return (major >= 10 && major < 40) || ((major === 8 || major === 9) && minor !== undefined);
}
