import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  type Components,
  componentNames,
  definitionComponent,
  envComponent,
  filesComponent,
  upstreamComponent,
  versionsComponent,
} from "../../../core/signature/components.ts";
import { CanonicalEncoder } from "../../../core/signature/encoding.ts";
import { signatureOf } from "../../../core/signature/signature.ts";

const file = fileURLToPath(new URL("../../../proto/vectors/signatures.json", import.meta.url));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const fromHex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What goes in; what comes out stands in the file, for others to check. */
const texts = ["", "a", "é", "日本", "a\udc80b", "\u{1f600}"];
const envs = [{}, { RAILS_ENV: "test" }, { A: "", B: null, "git.sha": "1a2b" }];
const versions = [
  [],
  [
    ["ruby", "3.3.0"],
    ["lang/ruby", "1.3.0 sha256:aa"],
  ],
] as [string, string][][];
const upstreams = [[], [sha256("b"), sha256("a")]];
const definitions = [
  { job: sha256("job"), values: sha256("values"), files: ["app/**", "!app/docs/**"], inputs: [] },
];
const files = [
  { job: "test", digest: sha256("records"), count: 3 },
  { job: "test", digest: sha256(""), count: 0 },
  { job: "test", digest: null, count: 0 },
];
const signatures = [Object.fromEntries(componentNames.map((name) => [name, sha256(name)]))];

const vectors = {
  about: "Examples of docs/signatures.md: what goes in, and the hex digits that come out.",
  text: texts.map((text) => ({
    units: units(text),
    encoded: hex(new CanonicalEncoder().text(text).encoded()),
  })),
  env: envs.map((env) => ({
    env,
    digest: envComponent(new Map(Object.entries(env).map(([name, value]) => [name, value ?? undefined]))),
  })),
  versions: versions.map((list) => ({
    versions: list,
    digest: versionsComponent(list.map(([name, version]) => ({ name, version }))),
  })),
  upstream: upstreams.map((list) => ({
    signatures: list,
    digest: upstreamComponent(list),
  })),
  definition: definitions.map((each) => ({
    ...each,
    digest: definitionComponent(each.job, each.values, each),
  })),
  files: files.map((each) => ({
    ...each,
    component: filesComponent(
      each.job,
      each.digest === null ? "none asked" : { digest: fromHex(each.digest), count: each.count },
    ),
  })),
  signature: signatures.map((components) => ({
    components,
    signature: signatureOf(components as Components),
  })),
};

describe("the vectors of signatures", () => {
  it("are what the code makes (UPDATE_VECTORS=1 writes them)", () => {
    const text = `${JSON.stringify(vectors, null, 2)}\n`;
    if (process.env.UPDATE_VECTORS === "1") writeFileSync(file, text);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(vectors);
  });
});

/** A lone surrogate is no text of JSON. */
function units(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
