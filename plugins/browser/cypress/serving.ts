import { type JsonNode, jsonAt, jsonTextAt } from "cig/sdk";

/** How the application that is tested is started, by scripts of the package.json beside the configuration. */
export interface Serving {
  /** Script that starts the server and stays. */
  readonly start: ScriptLine;
  /** Script that has to run before it. */
  readonly build?: ScriptLine;
}

/** A script and its line. */
export interface ScriptLine {
  readonly name: string;
  readonly line: number;
}

/**
 * The script that serves at that address, as far as names and texts tell: one made for CI before others, none that is
 * known to listen elsewhere.
 */
export function servingAt(manifest: JsonNode, baseUrl: string): Serving | undefined {
  const port = portOf(baseUrl);
  if (port === undefined) return undefined;
  const candidates = names.flatMap((name) => {
    const text = wholeText(manifest, name);
    const ports = text.flatMap((part) => listeningOn(part) ?? []);
    return text.length === 0 || !text.every(serves) || (ports.length > 0 && !ports.includes(port))
      ? []
      : [{ name, text, isSure: ports.includes(port) || name.includes(":") }];
  });
  const found = candidates.find(({ isSure }) => isSure) ?? candidates[0];
  // A script that starts this one does first what it needs: "npm run build & npm run serve".
  const whole = candidates.find(({ name, text }) => name !== found?.name && starts(text[0]!, found?.name));
  const chosen = found?.name.includes(":") ? found : (whole ?? found);
  return chosen && withBuild(manifest, chosen.name, chosen.text);
}

/** A script that starts the server, runs Cypress and ends. */
export function servingItself(manifest: JsonNode): Serving | undefined {
  const scripts = jsonAt(manifest, "scripts")?.value;
  if (!(scripts instanceof Map)) return undefined;
  const name = [...scripts.keys()].find((each) => {
    const [own = "", ...others] = wholeText(manifest, each);
    return serversThatWait.test(own) && [own, ...others].some((text) => /\bcypress run\b/.test(text));
  });
  return name === undefined ? undefined : withBuild(manifest, name, wholeText(manifest, name));
}

const serversThatWait = /\b(?:start-server-and-test|start-test|server-test)\b/;

function withBuild(manifest: JsonNode, name: string, texts: readonly string[]): Serving {
  const build = texts.some(needsBuild) && !texts.some(builds) ? lineOf(manifest, "build") : undefined;
  return { start: lineOf(manifest, name)!, ...(build && { build }) };
}

/** The text of a script, and those of the scripts that it names, directly or through others. */
function wholeText(manifest: JsonNode, name: string, seen: ReadonlySet<string> = new Set()): string[] {
  const text = seen.has(name) ? undefined : jsonTextAt(manifest, "scripts", name);
  if (text === undefined) return [];
  const known = new Set([...seen, name]);
  return [text, ...wordsIn(text).flatMap((word) => wholeText(manifest, word, known))];
}

function starts(text: string, name: string | undefined): boolean {
  return !waitsForChanges.test(text) && name !== undefined && wordsIn(text).includes(name);
}

const waitsForChanges = /\b(?:nodemon|chokidar)\b|--watch\b|\bwatch\b/;

/** Words that may be names of scripts: behind "npm run", in "yarn:start", or among those that a runner starts. */
function wordsIn(text: string): string[] {
  const runs =
    /\b(?:npm|pnpm|yarn|bun|run-[ps]|npm-run-all2?|concurrently|start-server-and-test|start-test|server-test)\b/;
  return runs.test(text) ? text.split(/[\s'"]+/).map((word) => word.replace(/^(?:npm|yarn|pnpm):/, "")) : [];
}

/** Names of scripts that serve, those for CI first. */
const names = [
  "start:ci",
  "start:test",
  "start:e2e",
  "serve:ci",
  "serve:test",
  "preview",
  "serve",
  "start",
  "dev",
];

/** Programs that serve, with the port where they listen when they are not told. */
const servers: readonly (readonly [RegExp, number])[] = [
  [/\bvite preview\b/, 4173],
  [/\bastro (?:dev|preview)\b|\bastro$/, 4321],
  [/\bng serve\b/, 4200],
  [/\bvue-cli-service serve\b/, 8080],
  [/\bgatsby develop\b/, 8000],
  [/\b(?:next|nuxt|nuxi) (?:dev|start|preview)\b|\breact-scripts start\b/, 3000],
  [/(?:^|\s)vite(?: (?:dev|serve))?(?=$|\s-)/, 5173],
];

function listeningOn(text: string): number | undefined {
  const told = /(?:--port[= ]|(?:^|\s)-p[= ]|--listen[= ]|\bPORT=|localhost:)(\d{2,5})\b/.exec(text)?.[1];
  return told === undefined ? servers.find(([program]) => program.test(text))?.[1] : Number(told);
}

function serves(text: string): boolean {
  return !/\bstorybook\b|\bcypress\b|\bwatch\b.*\btest\b/.test(text);
}

/** What such a program serves has to be there before. */
function needsBuild(text: string): boolean {
  return /\bvite preview\b|\bnext start\b|\b(?:nuxt|nuxi|astro) preview\b|(?:^|\s)(?:serve|http-server|sirv)\s/.test(
    text,
  );
}

function builds(text: string): boolean {
  return /\b(?:vite|next|nuxt|nuxi|astro|react-scripts|ng|vue-cli-service) build\b/.test(text);
}

function portOf(url: string): number | undefined {
  const found = /^http:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::(\d+))?(?:\/|$)/.exec(url);
  return found ? Number(found[1] ?? 80) : undefined;
}

function lineOf(manifest: JsonNode, name: string): ScriptLine | undefined {
  const node = jsonAt(manifest, "scripts", name);
  return node && { name, line: node.line };
}
