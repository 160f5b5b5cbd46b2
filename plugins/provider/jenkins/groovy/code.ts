/** A line of Groovy, or lines in braces. A line may hold a literal of several lines, which stays as it is. */
export type Code = string | Block;

export interface Block {
  /** What stands before the brace: "steps", "stage('test')". */
  readonly head: string;
  readonly body: readonly Code[];
  /** What stands behind the closing brace: `catch (…) {`. */
  readonly tails?: readonly { readonly head: string; readonly body: readonly Code[] }[];
}

export function block(head: string, ...body: readonly (Code | readonly Code[] | undefined)[]): Block {
  return { head, body: body.flatMap((each) => (each === undefined ? [] : (each as Code | Code[]))) };
}

/** The block, or nothing where it would be empty. */
export function blockUnlessEmpty(head: string, body: readonly Code[]): Code[] {
  return body.length > 0 ? [{ head, body }] : [];
}

/** The text of a file or a part of one: a section a line, two blanks a level. */
export function printCode(code: readonly Code[], depth = 0): string {
  return code.map((each) => printOne(each, depth)).join("");
}

function printOne(code: Code, depth: number): string {
  const indent = "  ".repeat(depth);
  if (typeof code === "string") return code === "" ? "\n" : `${indent}${code}\n`;
  const { head, body, tails = [] } = code;
  const first = `${indent}${head} {\n${printCode(body, depth + 1)}${indent}}`;
  const rest = tails.map((tail) => ` ${tail.head} {\n${printCode(tail.body, depth + 1)}${indent}}`);
  return `${first}${rest.join("")}\n`;
}
