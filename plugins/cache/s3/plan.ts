import { literalOf, named, planCaches, type S3Tool, s3Functions, textInput, type Use } from "cig/sdk";
import { check } from "./check.ts";

/** Caches in a bucket: `[backends.s3]` says which. */
export const plan = planCaches({
  codes: "S3",
  title: "S3",
  functions: (use) => s3Functions(toolOf(use), textInput(use, "role") !== undefined, use.cache!.mode),
  variables: (use) => {
    const given = (input: string, variable: string, usual = "") =>
      named(variable, textInput(use, input) ?? usual);
    const hasRole = textInput(use, "role") !== undefined;
    return [
      given("bucket", "CIG_CACHE_BUCKET"),
      given("region", "CIG_CACHE_REGION", "us-east-1"),
      ...(textInput(use, "prefix") ? [given("prefix", "CIG_CACHE_PREFIX")] : []),
      ...(textInput(use, "endpoint") ? [given("endpoint", "CIG_CACHE_ENDPOINT")] : []),
      ...(hasRole
        ? [given("role", "CIG_CACHE_ROLE"), given("token_env", "CIG_CACHE_TOKEN_ENV", "AWS_ID_TOKEN")]
        : []),
    ];
  },
  check,
});

function toolOf(use: Use): S3Tool {
  return literalOf(textInput(use, "tool")) === "curl" ? "curl" : "aws";
}
