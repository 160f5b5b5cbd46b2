/** Why an expression cannot be used. */
export interface ExpressionError {
  /** CIG106: it cannot be read. CIG107: it names what does not exist. CIG408: a run-time value cannot stand here. */
  readonly code: "CIG106" | "CIG107" | "CIG408";
  /** A whole sentence. */
  readonly message: string;
  readonly hint?: string;
  /** Where in the source, in UTF-16 code units. */
  readonly offset: number;
  /** First index after what is wrong. */
  readonly end?: number;
}

/** Says that the source cannot be read. */
export function unreadable(message: string, offset: number, hint?: string, end?: number): ExpressionError {
  return {
    code: "CIG106",
    message,
    offset,
    ...(hint === undefined ? {} : { hint }),
    ...(end === undefined ? {} : { end }),
  };
}
