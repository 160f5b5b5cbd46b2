import { linesOf } from "./file.ts";
import { type ImageName, parseImage } from "./image-name.ts";

/** An image that a Dockerfile builds on. */
export interface BaseImage extends ImageName {
  readonly line: number;
}

/**
 * The images after `FROM`, in order, with the defaults of `ARG` put in. Stages of the file itself, and names that a
 * variable without a default leaves open, are left out; so are comments.
 */
export function baseImages(source: string): BaseImage[] {
  const defaults = new Map<string, string>();
  const stages = new Set<string>();
  const images: BaseImage[] = [];
  for (const [index, line] of linesOf(source).entries()) {
    const argument = /^\s*ARG\s+(\w+)=["']?([^\s"']+)["']?\s*$/i.exec(line);
    if (argument) defaults.set(argument[1]!, argument[2]!);
    const from = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/i.exec(line);
    if (!from) continue;
    const image = stages.has(from[1]!.toLowerCase())
      ? undefined
      : parseImage(withDefaults(from[1]!, defaults));
    if (image) images.push({ ...image, line: index + 1 });
    if (from[2] !== undefined) stages.add(from[2].toLowerCase());
  }
  return images;
}

function withDefaults(written: string, defaults: ReadonlyMap<string, string>): string {
  return written.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced, bare) => defaults.get(braced ?? bare) ?? whole,
  );
}
