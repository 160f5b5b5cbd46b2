/** An expression of Groovy, as far as pipelines have them. */
export type Expr =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "joined"; readonly parts: readonly Expr[] }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "constant"; readonly value: boolean | null }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "property"; readonly of: Expr; readonly name: string }
  | { readonly kind: "index"; readonly of: Expr; readonly at: Expr }
  | Call
  | { readonly kind: "list"; readonly items: readonly Expr[] }
  | { readonly kind: "map"; readonly entries: readonly Named[] }
  | { readonly kind: "closure"; readonly body: readonly Stmt[] }
  | { readonly kind: "binary"; readonly sign: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "not"; readonly of: Expr }
  | { readonly kind: "choice"; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  /** Something that no pipeline of ours has. */
  | { readonly kind: "other"; readonly source: string };

export interface Call {
  readonly kind: "call";
  /** Absent: a step or a method of the script. */
  readonly of?: Expr;
  readonly name: string;
  readonly args: readonly Expr[];
  readonly named: readonly Named[];
  /** A closure behind the arguments. */
  readonly body?: readonly Stmt[];
}

export interface Named {
  readonly name: string;
  readonly value: Expr;
}

export type Stmt =
  | { readonly kind: "expression"; readonly expr: Expr; readonly line: number }
  | { readonly kind: "assign"; readonly name: string; readonly value: Expr }
  | { readonly kind: "if"; readonly test: Expr; readonly yes: readonly Stmt[]; readonly no: readonly Stmt[] }
  | {
      readonly kind: "try";
      readonly body: readonly Stmt[];
      readonly caught: readonly Stmt[];
      readonly last: readonly Stmt[];
    }
  | Method
  | { readonly kind: "comment"; readonly text: string }
  /** `value`: what is given to something that is no plain name. */
  | { readonly kind: "other"; readonly value?: Expr };

export interface Method {
  readonly kind: "method";
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: readonly Stmt[];
}
