/** How tightly an expression holds together, loosest first. */
export const precedence = { or: 1, and: 2, equality: 3, not: 4, atom: 5 } as const;

/** A piece of a GitHub expression with the precedence of its outermost operator. */
export interface Operand {
  readonly source: string;
  readonly precedence: number;
}

export function atom(source: string): Operand {
  return { source, precedence: precedence.atom };
}

/** Joins operands by an operator, each in parentheses where it holds together less tightly. */
export function join(operator: "||" | "&&" | "==" | "!=", operands: readonly Operand[]): Operand {
  const own = operator === "||" ? precedence.or : operator === "&&" ? precedence.and : precedence.equality;
  // `a == b == c` reads as two steps to nobody, so equal precedence gets parentheses there.
  const least = own === precedence.equality ? own + 1 : own;
  if (operands.length === 1) return operands[0]!;
  return { source: operands.map((each) => inside(each, least)).join(` ${operator} `), precedence: own };
}

export function not(operand: Operand): Operand {
  return { source: `!${inside(operand, precedence.not)}`, precedence: precedence.not };
}

export function call(name: string, ...operands: readonly Operand[]): Operand {
  return atom(`${name}(${operands.map(({ source }) => source).join(", ")})`);
}

/** A string in GitHub's notation. */
export function quoted(text: string): Operand {
  return atom(`'${text.replaceAll("'", "''")}'`);
}

/** `context.name`, or `context['name']` for a name that is no plain word. */
export function member(context: string, name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? `${context}.${name}` : `${context}[${quoted(name).source}]`;
}

function inside(operand: Operand, least: number): string {
  return operand.precedence < least ? `(${operand.source})` : operand.source;
}
