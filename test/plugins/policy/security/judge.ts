import {
  create,
  type Diagnostic,
  type MessageInitShape,
  type OutputSchema,
  ValidateRequestSchema,
} from "cig/sdk";
import { validate } from "../../../../plugins/policy/security/validate.ts";

/** What policy/security says about a GitHub workflow. */
export async function judge(
  content: string,
  more: { policy?: unknown; outputs?: MessageInitShape<typeof OutputSchema>[] } = {},
): Promise<Diagnostic[]> {
  const request = create(ValidateRequestSchema, {
    files: [{ path: ".github/workflows/ci.yml", content, provider: "github" }],
    ...(more as object),
  });
  return (await validate(request)).diagnostics as Diagnostic[];
}

/** Codes with the line of the file, as "SEC008:12". */
export async function found(content: string, more = {}): Promise<string[]> {
  return (await judge(content, more)).map(({ code, location }) => `${code}:${location?.line}`);
}

/** A workflow without a fault whose only job has these lines. */
export function workflow(job: string, top = "permissions:\n  contents: read\n"): string {
  return `on: [push]\n${top}jobs:\n  a:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n${job}`;
}

/** A workflow whose only step, from line 9 on, has these lines. */
export function step(lines: string): string {
  return workflow(`    steps:\n      - ${lines.replaceAll("\n", "\n        ")}\n`);
}
