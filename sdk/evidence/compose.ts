import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { nameOf, textOfFile } from "./file.ts";
import { type ImageName, parseImage } from "./image-name.ts";

/** An image that a compose file runs. */
export interface ComposeImage {
  /** Name of the service. */
  readonly service: string;
  readonly image: ImageName;
  readonly file: string;
  readonly line: number;
}

/** A file that should have been read and could not be. */
export interface Unreadable {
  readonly file: string;
  /** From 1; 0 is the file as a whole. */
  readonly line: number;
  readonly reason: string;
}

/** Names of compose files, overrides included, for a manifest's `reads`. */
export const composeGlobs = [
  "**/compose.yaml",
  "**/compose.yml",
  "**/compose.*.yaml",
  "**/compose.*.yml",
  "**/docker-compose*.yaml",
  "**/docker-compose*.yml",
];

/** Images of all compose files among the files, in the order of the files. Examples to copy are not read. */
export async function composeImages(
  files: readonly RepositoryFile[],
): Promise<{ images: ComposeImage[]; unreadable: Unreadable[] }> {
  const images: ComposeImage[] = [];
  const unreadable: Unreadable[] = [];
  for (const file of files.filter((candidate) => isComposeFile(candidate.path))) {
    const read = await readCompose(file);
    images.push(...read.images);
    unreadable.push(...read.unreadable);
  }
  return { images, unreadable };
}

function isComposeFile(path: string): boolean {
  const name = nameOf(path).toLowerCase();
  return (
    /^(docker-)?compose([._-][\w.-]+)?\.ya?ml$/.test(name) &&
    !/[._-](example|sample|template|tmpl|dist)\b/.test(name)
  );
}

async function readCompose(
  file: RepositoryFile,
): Promise<{ images: ComposeImage[]; unreadable: Unreadable[] }> {
  const text = textOfFile(file);
  if (text === undefined)
    return { images: [], unreadable: [{ file: file.path, line: 0, reason: "it is not UTF-8 text" }] };
  // Most compose files of a large repository name no image that matters, but only the parser can tell.
  const { parseDocument, LineCounter, isMap, isAlias, isScalar } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    logLevel: "silent",
  });
  const error = document.errors[0];
  if (error) {
    const reason = error.message.split("\n", 1)[0]!.replace(/ at line \d+, column \d+:?$/, "");
    return { images: [], unreadable: [{ file: file.path, line: error.linePos?.[0].line ?? 0, reason }] };
  }
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const fieldOf = (map: unknown, key: string, depth = 0): unknown => {
    if (!isMap(map) || depth > 8) return undefined;
    const own = map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
    if (own) return resolve(own.value);
    for (const pair of map.items) {
      if (!isScalar(pair.key) || pair.key.value !== "<<") continue;
      const inherited = fieldOf(resolve(pair.value), key, depth + 1);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  };
  const images: ComposeImage[] = [];
  // Files of the first format have the services at the top.
  const services = fieldOf(document.contents, "services") ?? document.contents;
  if (isMap(services))
    for (const pair of services.items) {
      const written = fieldOf(resolve(pair.value), "image");
      if (!isScalar(pair.key) || !isScalar(written) || typeof written.value !== "string") continue;
      const image = parseImage(written.value);
      const line = lines.linePos(written.range?.[0] ?? 0).line;
      if (image) images.push({ service: String(pair.key.value), image, file: file.path, line });
    }
  return { images, unreadable: [] };
}
