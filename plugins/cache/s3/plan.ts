import { planCaches, s3Backend } from "cig/sdk";

/** Caches in a bucket: `[backends.s3]` says which. */
export const plan = planCaches(
  s3Backend({
    codes: "S3",
    title: "S3",
    keys: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    tool: "aws",
  }),
);
