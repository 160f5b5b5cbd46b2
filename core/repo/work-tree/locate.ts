import { encodePath } from "../path-bytes.ts";

/** Where the file lies, in the form in which Node finds it whatever its name is. */
export function locate(root: string, path: string): string | Buffer {
  const encoded = encodePath(path);
  return typeof encoded === "string"
    ? `${root}/${encoded}`
    : Buffer.concat([Buffer.from(`${root}/`), encoded]);
}
