import { version } from "../version.ts";
import type { Invocation } from "./invocation.ts";
import { toJson } from "./json.ts";

/** `cig version` */
export async function run({ arguments: { has }, terminal }: Invocation): Promise<number> {
  const document = { schema: "cig.version/1", version, protocols: [1], node: process.versions.node };
  terminal.out.write(has("json") ? toJson(document) : `${version}\n`);
  return 0;
}
