/** Wraps text in the escape sequences of a style, or returns it as it is where colour is off. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Colour is never the only sign: whatever is painted says the same in its characters. */
export function makePaint(enabled: boolean): Paint {
  const style = (open: number, close: number) => (text: string) =>
    enabled && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
  };
}

/** What decides about colour. */
export interface ColourWish {
  /** `--color` (true), `--no-color` (false) or neither. */
  readonly option: boolean | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/**
 * Whether to paint: the command line decides, then NO_COLOR (any value but an empty one), then FORCE_COLOR (any value
 * but 0 and false), then TERM=dumb, and last whether a terminal listens. NO_COLOR stands before FORCE_COLOR because
 * who cannot read colours sets it for good reason, and a forced colour is only decoration.
 */
export function wantsColour({ option, environment, isTerminal }: ColourWish): boolean {
  if (option !== undefined) return option;
  if (environment.NO_COLOR) return false;
  const force = environment.FORCE_COLOR;
  if (force !== undefined) return force !== "0" && force !== "false";
  return environment.TERM !== "dumb" && isTerminal;
}
