import { planCaches, s3Backend } from "cig/sdk";

/** Caches in a bucket of a MinIO server: `[backends.minio]` says where. Its users have no roles of Amazon's. */
export const plan = planCaches(
  s3Backend({
    codes: "MINIO",
    title: "MinIO",
    keys: ["MINIO_ACCESS_KEY", "MINIO_SECRET_KEY"],
    tool: "curl",
  }),
);
