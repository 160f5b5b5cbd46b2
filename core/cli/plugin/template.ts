/** The files of a new plugin by path. `name` is kind/name. */
export function pluginTemplate(name: string): Record<string, string> {
  const word = name.split("/")[1]!.replace(/[._]+/g, "-");
  return {
    "package.json": packageJson(name),
    "module.toml": moduleToml(name, word),
    "main.js": mainJs,
    "plugin.js": pluginJs(name, word),
    "plugin.test.js": testJs(name, word),
    "README.md": readme(name, word),
    ".gitignore": "node_modules/\n",
  };
}

function packageJson(name: string): string {
  const manifest = {
    name: name.replace("/", "-"),
    version: "0.1.0",
    private: true,
    type: "module",
    scripts: { test: "node --test" },
    dependencies: { cig: "file:./vendor/cig" },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function moduleToml(name: string, word: string): string {
  return `[module]
name = "${name}"
version = "0.1.0"
protocols = [1]
description = "Greets, and finds the version in .${word}-version"
# What others can ask for: packages = ["${word}"] would need "package:${word}" here.
capabilities = ["detect:${word}", "step:${word}"]
hooks = ["detect", "plan"]
command = ["node", "main.js"]
# The only files of a repository that the plugin ever sees.
reads = [".${word}-version"]

# Where detect can find something at all; elsewhere it is not asked. Here every file that it reads says something.
[detect]
files = [".${word}-version"]

[inputs]
who = { type = "string", default = "world", description = "Who is greeted" }
`;
}

const mainJs = `import { serve } from "cig/sdk";
import plugin from "./plugin.js";

serve(plugin);
`;

function pluginJs(name: string, word: string): string {
  return `import { definePlugin, named, text, textInput } from "cig/sdk";

/**
 * A plugin is a value. Each hook is a pure function of its request: it reads no file, network, environment or clock,
 * so cig may remember its answer and asks again only when the request changes.
 */
export default definePlugin({
  name: "${name}",
  version: "0.1.0",
  capabilities: ["detect:${word}", "step:${word}"],
  detect,
  plan,
});

/**
 * Says what the repository is: here, the version that .${word}-version states.
 * @param {import("cig/sdk").DetectRequest} request
 */
function detect(request) {
  return { facts: request.files.flatMap(versionFact) };
}

/** @param {import("cig/sdk").RepositoryFile} file */
function versionFact({ path, content }) {
  const value = new TextDecoder().decode(content).trim();
  if (value === "") return [];
  return [{ key: "${word}.version", value, confidence: 1, evidence: [{ file: path, line: 1 }] }];
}

/**
 * Says what each use of the plugin becomes: \`steps = [{ uses = "${name}", with = { who = "you" } }]\`.
 * @param {import("cig/sdk").PlanRequest} request
 */
function plan(request) {
  const version = request.facts.find((fact) => fact.key === "${word}.version")?.value;
  return { resources: request.uses.map((use) => expansion(use, version)) };
}

/**
 * @param {import("cig/sdk").Use} use
 * @param {string | undefined} version
 */
function expansion(use, version) {
  // What comes from outside reaches a script through its environment and is never pasted into it.
  const env = [named("WHO", textInput(use, "who") ?? "world")];
  const script = 'echo "Hello, $WHO!"';
  const step = { name: "Greet", env, kind: { case: "run", value: { script } } };
  const versions = version === undefined ? [] : [{ tool: "${word}", version: text(version) }];
  return { id: use.id, kind: { case: "expansion", value: { use: use.id, steps: [step], versions } } };
}
`;
}

function testJs(name: string, word: string): string {
  return `import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { named, runPlugin, UseKind } from "cig/sdk";
import { conformance } from "cig/sdk/testing";
import plugin from "./plugin.js";

const content = new TextEncoder().encode("1.2.3\\n");
const files = [{ path: ".${word}-version", content }];

test("finds the version", async () => {
  const { facts } = await runPlugin(plugin, "detect", { files });
  assert.deepEqual(
    facts.map(({ key, value }) => [key, value]),
    [["${word}.version", "1.2.3"]],
  );
});

test("greets by way of the environment", async () => {
  const who = { name: "who", value: { case: "text", value: named("who", "you").value } };
  const use = { id: "greet/steps/0", job: "greet", kind: UseKind.STEP, name: "${name}", inputs: [who] };
  const { resources } = await runPlugin(plugin, "plan", { uses: [use] });
  const step = resources[0].kind.value.steps[0];
  assert.equal(step.kind.value.script, 'echo "Hello, $WHO!"');
  assert.equal(step.env[0].value.parts[0].kind.value, "you");
});

test("conforms to cig's rules for plugins", async () => {
  const manifest = readFileSync(new URL("module.toml", import.meta.url), "utf8");
  const uses = [{ id: "greet/steps/0", job: "greet", kind: UseKind.STEP, name: "${name}" }];
  const samples = [
    { hook: "detect", request: { files } },
    { hook: "plan", request: { uses } },
  ];
  assert.deepEqual(await conformance(plugin, manifest, samples), []);
});
`;
}

function readme(name: string, word: string): string {
  return `# ${name}

A plugin of cig. It finds the version that \`.${word}-version\` states, and greets.

    npm install
    npm test

Use it in a repository's cig.toml:

    [plugins]
    "${name}" = { path = "PATH/TO/THIS/FOLDER" }

    [jobs.greet]
    steps = [{ uses = "${name}", with = { who = "world" } }]

Then \`cig plan\` shows the job, and the version once there is a \`.${word}-version\`.

* \`module.toml\` says what the plugin can do and which files it reads. Name, version and capabilities stand there and in
  \`plugin.js\`; they must agree.
* \`plugin.js\` is the plugin, as a value. \`main.js\` connects it to cig.
* \`vendor/cig\` is a copy of cig's SDK, so that the plugin needs nothing but Node. A newer cig still understands it:
  both sides agree on the newest protocol that they share. \`npm install --save-dev @bufbuild/protobuf\` completes the
  types for your editor.
* What a plugin prints goes to cig's \`--verbose\`, never into the protocol.
`;
}
