import { linesOf } from "./file.ts";

/** The line of a Prisma schema on which its data source is said to be one of `providers`; 0 when it is not. */
export function prismaLine(text: string, providers: readonly string[]): number {
  let isInside = false;
  for (const [index, line] of linesOf(text).entries()) {
    const code = line.replace(/\/\/.*$/, "").trim();
    if (/^datasource\s+\w+\s*\{/.test(code)) isInside = true;
    const provider = /\bprovider\s*=\s*"(\w+)"/.exec(code)?.[1];
    if (isInside && provider !== undefined && providers.includes(provider)) return index + 1;
    if (code.endsWith("}")) isInside = false;
  }
  return 0;
}
