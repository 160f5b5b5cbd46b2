#!/usr/bin/env node
// What jobs ask of Buildkite's agent, kept in the folder that AGENT_STORE names.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const store = process.env.AGENT_STORE;
const words = process.argv.slice(2);
const options = new Map();
const flags = new Set(["--debug", "--append", "--no-interpolation"]);
const plain = [];
for (let at = 0; at < words.length; at++) {
  const word = words[at];
  const [name, value] = word.split(/=(.*)/s);
  if (!word.startsWith("-") || word === "-") plain.push(word);
  else if (value !== undefined) options.set(name, value);
  else if (flags.has(word)) options.set(word, "");
  else options.set(word, words[++at]);
}
const [noun, verb, ...rest] = plain;
const stdin = () => readFileSync(0, "utf8");
const fileOf = (kind, name) => join(store, kind, encodeURIComponent(name));
const put = (file, content) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};

switch (`${noun} ${verb}`) {
  case "artifact upload": {
    const patterns = rest
      .flatMap((pattern) => pattern.split(";"))
      .map((pattern) => pattern.trim())
      .filter(Boolean);
    const files = patterns.flatMap((pattern) => matching(process.cwd(), pattern));
    if (files.length === 0) console.error("no files");
    for (const file of new Set(files)) {
      const target = join(store, "artifacts", process.env.BUILDKITE_JOB_ID, relative(process.cwd(), file));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, readFileSync(file));
    }
    break;
  }
  case "artifact download": {
    const [pattern, target] = rest;
    const step = options.get("--step");
    const root = join(store, "artifacts");
    const jobs = existsSync(root) ? readdirSync(root) : [];
    const wanted = jobs.filter(
      (job) => step === undefined || readFileSync(join(store, "jobs", job), "utf8") === step || job === step,
    );
    const found = wanted.flatMap((job) =>
      matching(join(root, job), pattern).map((file) => [file, join(root, job)]),
    );
    if (found.length === 0) {
      console.error(`fatal: no artifacts found for downloading: ${pattern}`);
      process.exit(1);
    }
    for (const [file, base] of found) {
      const to = join(resolve(target), relative(base, file));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, readFileSync(file));
    }
    break;
  }
  case "artifact search": {
    const root = join(store, "artifacts");
    const found = (existsSync(root) ? readdirSync(root) : []).flatMap((job) =>
      matching(join(root, job), rest[0]),
    );
    if (found.length === 0) process.exit(1);
    console.log(found.map((file) => relative(root, file)).join("\n"));
    break;
  }
  case "meta-data set":
    put(fileOf("meta", rest[0]), rest[1] === undefined || rest[1] === "-" ? stdin() : rest[1]);
    break;
  case "meta-data exists":
    if (!existsSync(fileOf("meta", rest[0]))) process.exit(100);
    break;
  case "meta-data get":
    if (existsSync(fileOf("meta", rest[0])))
      process.stdout.write(readFileSync(fileOf("meta", rest[0]), "utf8"));
    else if (options.has("--default")) process.stdout.write(options.get("--default"));
    else process.exit(100);
    break;
  case "secret get": {
    const secrets = JSON.parse(readFileSync(join(store, "secrets.json"), "utf8"));
    if (secrets[rest[0]] === undefined) process.exit(1);
    process.stdout.write(secrets[rest[0]]);
    break;
  }
  case "oidc request-token":
    console.log("token");
    break;
  case "redactor add":
    break;
  case "pipeline upload":
    // Some test wants Buildkite to take only what is committed.
    if (existsSync(join(process.env.STORE, "refuses")) && !rest[0]?.startsWith(".buildkite/")) {
      console.error("fatal: Failed to upload and process pipeline: 422 Unprocessable Entity");
      process.exit(1);
    }
    put(
      join(store, "uploads", String(process.hrtime.bigint()).padStart(24, "0")),
      JSON.stringify({ pipeline: rest[0] ? readFileSync(rest[0], "utf8") : stdin(), env: process.env }),
    );
    break;
  default:
    if (noun === "annotate") {
      put(join(store, "annotations", `${process.hrtime.bigint()}`), verb ?? stdin());
      break;
    }
    console.error(`nobody here knows: ${words.join(" ")}`);
    process.exit(2);
}

function matching(root, pattern) {
  const regex = new RegExp(
    `^${pattern
      .replace(/^\.\//, "")
      .split(/(\*\*\/|\*\*|\*|\?)/)
      .map(
        (part) =>
          ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" })[part] ??
          part.replace(/[\\^$.|+()[\]{}]/g, "\\$&"),
      )
      .join("")}$`,
  );
  const all = existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }) : [];
  return all
    .filter((path) => regex.test(path))
    .map((path) => join(root, path))
    .filter((path) => statSync(path).isFile());
}
