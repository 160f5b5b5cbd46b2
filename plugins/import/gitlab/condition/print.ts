import { plainMatches } from "cig/sdk";
import { prefixesOf } from "./prefixes.ts";
import { isOpen } from "./situation.ts";
import type { Operand, Pattern, Test } from "./test.ts";

/** A condition of cig.toml, and what it leaves out. */
export interface Printed {
  /** "true" and "false" where it is always so. */
  readonly text: string;
  readonly lost: readonly string[];
}

/** What is known of the whole configuration. */
export interface Names {
  /** True: pipelines of merge requests exist, which have no branch of their own. */
  readonly hasRequests: boolean;
}

/** Where GitLab knows more than cig.toml can say, the condition lets more through, never less. */
export function printCondition(test: Test, names: Names): Printed {
  const lost: string[] = [];
  const text = new Printer(names, lost).print(test, true);
  return { text: text.text, lost: [...new Set(lost)] };
}

interface Piece {
  readonly text: string;
  /** 0: `||`, 1: `&&`, 2: a comparison, 3: a call or a name. */
  readonly level: number;
}

const truth: Piece = { text: "true", level: 3 };
const falsehood: Piece = { text: "false", level: 3 };

class Printer {
  constructor(
    private readonly names: Names,
    private readonly lost: string[],
  ) {}

  /** `isWide`: what is not known counts as true; else as false. */
  print(test: Test, isWide: boolean): Piece {
    switch (test.kind) {
      case "constant":
        return test.value ? truth : falsehood;
      case "unknown":
        return this.unknown(test.what, isWide);
      case "status":
        return { text: `${test.word}()`, level: 3 };
      case "not":
        return this.not(test.of, isWide);
      case "and":
        return this.join("&&", this.print(test.left, isWide), this.print(test.right, isWide));
      case "or":
        return this.join("||", this.print(test.left, isWide), this.print(test.right, isWide));
      case "present":
        return this.present(test.value, isWide);
      case "equal":
        return this.equal(test.left, test.right, isWide);
      case "matches":
        return this.matches(test.value, test.pattern, isWide);
    }
  }

  private unknown(what: string, isWide: boolean): Piece {
    this.lost.push(what);
    return isWide ? truth : falsehood;
  }

  private not(of: Test, isWide: boolean): Piece {
    if (of.kind === "not") return this.print(of.of, isWide);
    const inner = this.print(of, !isWide);
    if (inner === truth || inner === falsehood) return inner === truth ? falsehood : truth;
    const plain = /^([\w.]+) (==|!=) ('(?:[^']*)'|[\w.]+)$/.exec(inner.text);
    if (plain) return { text: `${plain[1]} ${plain[2] === "==" ? "!=" : "=="} ${plain[3]}`, level: 2 };
    return { text: inner.level === 3 ? `!${inner.text}` : `!(${inner.text})`, level: 3 };
  }

  private join(sign: "&&" | "||", left: Piece, right: Piece): Piece {
    const [unit, zero] = sign === "&&" ? [truth, falsehood] : [falsehood, truth];
    if (left === zero || right === zero) return zero;
    if (left === unit) return right;
    if (right === unit || left.text === right.text) return left;
    const level = sign === "&&" ? 1 : 0;
    const inner = ({ text, level: own }: Piece) => (own < level ? `(${text})` : text);
    return { text: `${inner(left)} ${sign} ${inner(right)}`, level };
  }

  private present(operand: Operand, isWide: boolean): Piece {
    const name = (operand as { name: string }).name;
    switch (name) {
      case "CI_COMMIT_BRANCH":
        return this.onBranch(compare("git.tag", "==", ""));
      case "CI_COMMIT_TAG":
        return compare("git.tag", "!=", "");
      case "CI_MERGE_REQUEST_ID":
      case "CI_MERGE_REQUEST_IID":
      case "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME":
      case "CI_MERGE_REQUEST_TARGET_BRANCH_NAME":
        return compare("run.event", "==", "pull_request");
      case "CI_PIPELINE_SOURCE":
      case "CI_COMMIT_REF_NAME":
      case "CI_DEFAULT_BRANCH":
      case "CI":
      case "GITLAB_CI":
        return truth;
      case "CI_OPEN_MERGE_REQUESTS":
        return falsehood;
      default:
        return isOpen(name) ? this.unknown(`\`$${name}\``, isWide) : compare(`inputs.${name}`, "!=", "");
    }
  }

  private equal(left: Operand, right: Operand, isWide: boolean): Piece {
    const name = (left as { name: string }).name;
    if (right.kind === "null" || (right.kind === "text" && right.text === "")) {
      const there = this.present(left, !isWide);
      if (there === truth || there === falsehood) return there === truth ? falsehood : truth;
      return this.not({ kind: "present", value: left }, isWide);
    }
    if (right.kind === "name") return this.equalNames(name, right.name, isWide);
    if (name === "CI_PIPELINE_SOURCE") return this.eventIs(right.text);
    if (name === "CI_COMMIT_BRANCH") return this.onBranch(compare("git.branch", "==", right.text));
    if (name === "CI_COMMIT_REF_NAME")
      return this.join("||", compare("git.branch", "==", right.text), compare("git.tag", "==", right.text));
    const portable = portableOf(name);
    return portable ? compare(portable, "==", right.text) : this.unknown(`\`$${name}\``, isWide);
  }

  private equalNames(left: string, right: string, isWide: boolean): Piece {
    const [one, other] = [portableOf(left), portableOf(right)];
    if (!one || !other) return this.unknown(`\`$${one ? right : left}\``, isWide);
    const same: Piece = { text: `${one} == ${other}`, level: 2 };
    return left === "CI_COMMIT_BRANCH" || right === "CI_COMMIT_BRANCH" ? this.onBranch(same) : same;
  }

  private matches(value: Operand, pattern: Pattern, isWide: boolean): Piece {
    const name = (value as { name: string }).name;
    if (name === "CI_PIPELINE_SOURCE") {
      const words = [...events.keys()].filter((word) => new RegExp(safe(pattern.source)).test(word));
      return words
        .map((word) => this.eventIs(word))
        .reduce((left, right) => this.join("||", left, right), falsehood);
    }
    if (name === "CI_COMMIT_BRANCH") return this.onBranch(this.fits("git.branch", pattern));
    if (name === "CI_COMMIT_REF_NAME")
      return this.join("||", this.fits("git.branch", pattern), this.fits("git.tag", pattern));
    const portable = portableOf(name);
    return portable ? this.fits(portable, pattern) : this.unknown(`\`$${name}\``, isWide);
  }

  /**
   * GitHub has no regular expressions: one that plain functions cannot say lets through all that begins like it, and
   * where it may begin with anything nothing, as too little is safer than too much.
   */
  private fits(name: string, { source }: Pattern): Piece {
    if (plainMatches(source) && !source.includes("'"))
      return { text: `matches(${name}, '${source}')`, level: 3 };
    this.lost.push(`the pattern \`/${source}/\``);
    const prefixes = prefixesOf(source);
    if (!prefixes || prefixes.some((each) => each.includes("'"))) return falsehood;
    const literal = prefixes.map((each) => each.replace(/[.\\^$*+?()[\]{}|]/g, "\\$&"));
    return {
      text: `matches(${name}, '^${literal.length === 1 ? literal[0] : `(${literal.join("|")})`}')`,
      level: 3,
    };
  }

  private eventIs(word: string): Piece {
    const event = events.get(word);
    if (event === undefined || (event === "pull_request" && !this.names.hasRequests)) return falsehood;
    return compare("run.event", "==", event);
  }

  /** Pipelines of merge requests have no branch, but cig's `git.branch` is theirs there. */
  private onBranch(piece: Piece): Piece {
    return this.names.hasRequests
      ? this.join("&&", piece, compare("run.event", "!=", "pull_request"))
      : piece;
  }
}

const events: ReadonlyMap<string, string> = new Map([
  ["push", "push"],
  ["merge_request_event", "pull_request"],
  ["schedule", "schedule"],
  ["web", "manual"],
]);

function portableOf(name: string): string | undefined {
  const known: Readonly<Record<string, string>> = {
    CI_COMMIT_BRANCH: "git.branch",
    CI_COMMIT_TAG: "git.tag",
    CI_DEFAULT_BRANCH: "git.default_branch",
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "pr.head_branch",
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "pr.base_branch",
    CI_MERGE_REQUEST_TITLE: "pr.title",
    GITLAB_USER_LOGIN: "run.actor",
  };
  return known[name] ?? (isOpen(name) ? undefined : `inputs.${name}`);
}

function compare(name: string, sign: "==" | "!=", text: string): Piece {
  return { text: `${name} ${sign} ${quoted(text)}`, level: 2 };
}

function quoted(text: string): string {
  return text.includes("'") ? `"${text.replaceAll('"', "")}"` : `'${text}'`;
}

function safe(source: string): string {
  try {
    new RegExp(source);
    return source.length < 200 && !/[+*}]\)[+*{]/.test(source) ? source : "(?!)";
  } catch {
    return "(?!)";
  }
}
