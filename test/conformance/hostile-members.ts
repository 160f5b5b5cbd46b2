/** A text that somebody might write into cig.toml. */
export interface Member {
  readonly name: string;
  readonly written: string;
  /** What it means where cig's own `{{ }}` is read; elsewhere it means what is written. */
  readonly meant: string;
}

/** All that can be printed, in one. */
export const composite = member(
  "composite",
  "'it' \"is\" ${{ github.zqx }} << pipeline.zqx >> <<x>> $(zqx canary) `zqx canary` $zqx ${zqx} $$ \\$zqx \\\\$zqx " +
    "''' \"\"\" $'x' !!str &a *a # c: - [x] {y} %z @w | > ? \\n \\<< NO ~ é 漢 😀 {0} {{ x }} */ // end",
);

/** The same for patterns of paths, in which some of it means something. */
export const inPattern = member(
  "composite for patterns",
  "'it' \"is\" << pipeline.zqx >> <<x>> $(zqx canary) `zqx canary` $zqx $$ ''' \"\"\" $'x' &a # c: - %z @w | > NO ~ é 漢 😀 end",
);

/** Texts without blanks, for places that take no others. */
export const fragments: readonly Member[] = [
  "a$(zqx)b",
  "a`zqx`b",
  "a${zqx}b$zqx",
  "a$$b\\$c",
  "a\\b",
  "a\\",
  "a'b",
  'a"b',
  "a'''b",
  'a"""b',
  "a<<pipeline.zqx>>b",
  "a\\<<b",
  "a${{github.zqx}}b",
  "a{{matrix.ruby}}b",
  "a#b",
  "a;b",
  "a|b&c",
  "a>b<c",
  "a*b",
  "a?b",
  "a[b]",
  "a{b,c}",
  "a!b",
  "a%b",
  "a@b",
  "a=b",
  "a~b",
  "a,b",
  "a:b",
  "a:",
  "aéb",
  "a(b)",
  "../../a",
  "--a",
].map((each) => member(each, each));

/** Words that some reader of YAML takes for something else than text; they replace what stands there. */
export const words: readonly Member[] = [
  ..."on NO y off 1:30 1:30:00 0x1F 0o17 017 08 1_000 1e3 12e03 .inf .nan ~ null NULL true 2026-01-01 = << --- ... [] {} '' | >".split(
    " ",
  ),
  ..."*a|&a b|!!str x|!x|@x|`x|%x|? x|: x|- x|# x|a: b|a #b| lead|trail |-|$zqx|a:|'x'|\"x\"".split("|"),
].map((each) => member(each, each));

/** What cannot be seen. */
export const invisible: readonly Member[] = [
  "a\nzqx: c\n  - d\nzqx\n'''\nEOF\nCIG\nend",
  "\n\n  a\n b\n\n",
  "a\r\nb\rc",
  "\ta\tb\t",
  "a\u0001b\u001b[31m\u0007",
  "a\u0000b",
  "a\u007fb\u0085c\u2028d\u2029e",
  "a\u202eb\u2066c\u200fd",
  "\ufeffa\ufeffb",
  "a\n",
].map((each) => member(JSON.stringify(each), each));

/** 64 KiB in lines and in one line. */
export const large: readonly Member[] = [
  member("64 KiB in one line", `${"x$'\"\\é ".repeat(8192)}end`),
  member("64 KiB in lines", `${"line $zqx 'a'\n".repeat(4370)}end`),
];

/** `${{` and `{{` are written so in cig's own notation. */
function member(name: string, meant: string): Member {
  return { name, meant, written: meant.replace(/\$?\{\{/g, (braces) => `{{ '${braces}' }}`) };
}
