import { type CacheRemark, cacheRemark, literalOf, textInput, type Use } from "cig/sdk";

/** What inputs must look like, as far as they are known before the run. */
const forms = [
  ["bucket", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of a bucket", "acme-ci"],
  ["region", /^[a-z0-9-]+$/, "a region", "eu-central-1"],
  ["endpoint", /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?$/, "an address without a path", "https://s3.example.com"],
  ["prefix", /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, "a folder of letters, digits and ._-", "ci/caches"],
  ["role", /^arn:[\w-]+:iam::\d+:role\/\S+$/, "the ARN of a role", "arn:aws:iam::123456789012:role/ci"],
  ["token_env", /^[A-Za-z_]\w*$/, "the name of a variable", "AWS_ID_TOKEN"],
  ["tool", /^(aws|curl)$/, 'one of "aws" and "curl"', "aws"],
] as const;

/** What is wrong with the inputs of a use. */
export function check(use: Use): CacheRemark[] {
  const remarks = forms.flatMap(([name, form, what, example]) => {
    const value = literalOf(textInput(use, name));
    if (value === undefined || form.test(value)) return [];
    const message = `The input "${name}" of cache/s3 is ${what}, and "${value}" is not.`;
    return [cacheRemark("S3", "203", use, message, `Write ${name} = "${example}".`)];
  });
  if (textInput(use, "region") || textInput(use, "endpoint")) return remarks;
  const message = "The bucket has neither a region nor an endpoint, so that nobody can find it.";
  return [...remarks, cacheRemark("S3", "203", use, message, 'Write region = "eu-central-1".')];
}
