/** Something to choose. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Shown where the cursor is. */
  readonly hint?: string;
}

/** Questions to a person at a terminal. Each throws `Cancelled` when the person has had enough (ctrl-C, escape). */
export interface Prompts {
  /** Text between the questions. */
  say(text: string): void;
  one<Value extends string>(
    question: string,
    choices: readonly Choice<Value>[],
    initial: Value,
  ): Promise<Value>;
  several<Value extends string>(
    question: string,
    choices: readonly Choice<Value>[],
    wish: { readonly initial: readonly Value[]; readonly atLeastOne?: boolean },
  ): Promise<Value[]>;
  /** Free text, empty where nothing was typed; `problem` says what is wrong with it. */
  text(question: string, placeholder: string, problem: (text: string) => string | undefined): Promise<string>;
  yes(question: string, initial: boolean): Promise<boolean>;
  /** Leaves the terminal as it was. */
  close(): void;
}

/** The person has had enough. */
export class Cancelled extends Error {
  constructor() {
    super("cancelled");
    this.name = "Cancelled";
  }
}
