import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import { literalOf, named } from "../text.ts";
import { textInput } from "../use.ts";
import { checkForms, type InputForm } from "./check-forms.ts";
import type { CacheBackend } from "./plan-caches.ts";
import { cacheRemark } from "./remarks.ts";
import { type S3Keys, s3Functions } from "./s3-functions.ts";

/** How a plugin that keeps caches in a bucket that speaks S3 differs from others. */
export interface S3Kind extends Pick<CacheBackend, "codes" | "title"> {
  readonly keys: S3Keys;
  /** What asks the bucket where cig.toml does not say. */
  readonly tool: "aws" | "curl";
}

/** A backend with the inputs `bucket`, `region`, `endpoint`, `prefix`, `tool`, and where it has them `role` and `token_env`. */
export function s3Backend({ codes, title, keys, tool: usual }: S3Kind): CacheBackend {
  const toolOf = (use: Use) => {
    const tool = literalOf(textInput(use, "tool"));
    return tool === "aws" || tool === "curl" ? tool : usual;
  };
  const hasRole = (use: Use) => textInput(use, "role") !== undefined;
  return {
    codes,
    title,
    functions: (use) => s3Functions({ tool: toolOf(use), role: hasRole(use), keys, mode: use.cache!.mode }),
    variables: (use) => {
      const given = (input: string, variable: string, usualValue?: string) => {
        const value = textInput(use, input) ?? usualValue;
        return value === undefined ? [] : [named(variable, value)];
      };
      return [
        ...given("bucket", "CIG_CACHE_BUCKET"),
        ...given("region", "CIG_CACHE_REGION", "us-east-1"),
        ...given("prefix", "CIG_CACHE_PREFIX"),
        ...given("endpoint", "CIG_CACHE_ENDPOINT"),
        ...given("role", "CIG_CACHE_ROLE"),
        ...(hasRole(use) ? given("token_env", "CIG_CACHE_TOKEN_ENV", "AWS_ID_TOKEN") : []),
      ];
    },
    check: (use) => {
      const remarks = checkForms(codes, use, forms);
      if (textInput(use, "region") || textInput(use, "endpoint")) return remarks;
      const message = "The bucket has neither a region nor an endpoint, so that nobody can find it.";
      return [...remarks, cacheRemark(codes, "203", use, message, 'Write region = "eu-central-1".')];
    },
  };
}

const forms: readonly InputForm[] = [
  {
    name: "bucket",
    form: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    what: "the name of a bucket",
    example: "acme-ci",
  },
  { name: "region", form: /^[a-z0-9-]+$/, what: "a region", example: "eu-central-1" },
  {
    name: "endpoint",
    form: /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?$/,
    what: "an address without a path",
    example: "https://s3.example.com",
  },
  {
    name: "prefix",
    form: /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/,
    what: "a folder of letters, digits and ._-",
    example: "ci/caches",
  },
  {
    name: "role",
    form: /^arn:[\w-]+:iam::\d+:role\/\S+$/,
    what: "the ARN of a role",
    example: "arn:aws:iam::123456789012:role/ci",
  },
  { name: "token_env", form: /^[A-Za-z_]\w*$/, what: "the name of a variable", example: "AWS_ID_TOKEN" },
  { name: "tool", form: /^(aws|curl)$/, what: 'one of "aws" and "curl"', example: "aws" },
];
