import { linesOf } from "cig/sdk";

/** The line of a Prisma schema on which its data source is said to be PostgreSQL; 0 when it is not. */
export function prismaPostgresLine(text: string): number {
  let isInside = false;
  for (const [index, line] of linesOf(text).entries()) {
    const code = line.replace(/\/\/.*$/, "").trim();
    if (/^datasource\s+\w+\s*\{/.test(code)) isInside = true;
    if (isInside && /\bprovider\s*=\s*"(postgresql|postgres)"/.test(code)) return index + 1;
    if (code.endsWith("}")) isInside = false;
  }
  return 0;
}
