/*
 * How tools are installed where a provider has no building block for it: POSIX shell, curl, tar and awk. Each script
 * finds the wanted version in TOOLCHAIN_VERSION, checks what it fetched against the publisher's checksums, puts the
 * tool below ~/.local and tells later steps through the PATH files that providers have.
 */

const begin = `set -eu
wanted=\${TOOLCHAIN_VERSION:-}
case "$(uname -s)" in Darwin) system=darwin ;; *) system=linux ;; esac
case "$(uname -m)" in arm64 | aarch64) machine=arm64 ;; *) machine=x64 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check() {
  if command -v sha256sum >/dev/null; then sha256sum -c "$1"; else shasum -a 256 -c "$1"; fi
}
keep_on_path() {
  PATH="$1:$PATH"
  export PATH
  if [ -n "\${GITHUB_PATH:-}" ]; then printf '%s\\n' "$1" >>"$GITHUB_PATH"; fi
  if [ -n "\${BASH_ENV:-}" ]; then printf "export PATH='%s':\\"\\$PATH\\"\\n" "$1" >>"$BASH_ENV"; fi
}`;

/** Understands 22, 22.11, 22.x, 22.11.0, lts/*, lts/jod, node, latest, and ranges with >= > <= < = ^ ~ - and ||. */
export const nodeScript = `${begin}
curl -fsSL https://nodejs.org/dist/index.tab -o "$work/index"
release=$(awk -v wanted="$wanted" '
function number(version, parts) { split(version, parts, "."); return parts[1] * 1000000000000 + parts[2] * 1000000 + parts[3] }
function count(version, parts) { sub(/[.][xX*].*$/, "", version); return version ~ /^[xX*]?$/ ? 0 : split(version, parts, ".") }
function above(version, size, parts) {
  split(version, parts, ".")
  if (size == 1) return (parts[1] + 1) * 1000000000000
  if (size == 2) return parts[1] * 1000000000000 + (parts[2] + 1) * 1000000
  return number(version) + 1
}
function fits(release, term, operator, size, parts) {
  operator = ""
  if (match(term, /^[<>=^~]+/)) { operator = substr(term, 1, RLENGTH); term = substr(term, RLENGTH + 1) }
  sub(/^v/, "", term); sub(/[-+].*$/, "", term); size = count(term)
  if (size == 0) return operator != "<" && operator != ">"
  gsub(/[xX*]/, "0", term); split(term, parts, ".")
  if (operator == ">=") return release >= number(term)
  if (operator == ">") return release >= above(term, size)
  if (operator == "<") return release < number(term)
  if (operator == "<=") return release < above(term, size)
  if (operator == "~" || operator == "~>") return release >= number(term) && release < above(term, size < 3 ? size : 2)
  if (operator == "^") return release >= number(term) && release < above(term, parts[1] > 0 || size == 1 ? 1 : parts[2] > 0 || size == 2 ? 2 : 3)
  return release >= number(term) && release < above(term, size)
}
function matches(release, alternatives, terms, a, t, many, one, good) {
  many = split(wanted, alternatives, /[ ]*[|][|][ ]*/)
  for (a = 1; a <= many; a++) {
    good = 1
    sub(/^[ ]+/, "", alternatives[a]); sub(/[ ]+$/, "", alternatives[a])
    if (match(alternatives[a], / - /)) alternatives[a] = ">=" substr(alternatives[a], 1, RSTART - 1) " <=" substr(alternatives[a], RSTART + 3)
    gsub(/[ ]+/, " ", alternatives[a])
    while (match(alternatives[a], /[<>=^~] /)) alternatives[a] = substr(alternatives[a], 1, RSTART) substr(alternatives[a], RSTART + 2)
    one = split(alternatives[a], terms, " ")
    for (t = 1; t <= one; t++) if (!fits(release, terms[t])) good = 0
    if (good) return 1
  }
  return 0
}
BEGIN { FS = "\\t"; best = -1; wanted = tolower(wanted) }
NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
{
  version = substr($1, 2); lts = tolower($column["lts"]); value = number(version)
  if (wanted == "lts/*" || wanted == "lts") good = lts != "-"
  else if (wanted == "node" || wanted == "latest" || wanted == "current") good = 1
  else if (wanted ~ /^lts[/]/) good = lts == substr(wanted, 5)
  else good = matches(value)
  if (good && value > best) { best = value; name = $1 }
}
END { print name }' "$work/index")
if [ -z "$release" ]; then
  printf 'No release of Node.js is "%s".\\n' "$wanted" >&2
  exit 1
fi
archive="node-$release-$system-$machine.tar.gz"
cd "$work"
curl -fsSLO "https://nodejs.org/dist/$release/$archive"
curl -fsSL "https://nodejs.org/dist/$release/SHASUMS256.txt" | grep " $archive\\$" >sums
check sums
target="$HOME/.local/node"
rm -rf "$target"
mkdir -p "$target"
tar -xzf "$archive" -C "$target" --strip-components=1
keep_on_path "$target/bin"
node --version`;

/** npm comes with Node, which a step before this one has set up. */
export const pnpmScript = `set -eu
npm install --global "pnpm@\${TOOLCHAIN_VERSION:-latest}"
pnpm --version`;

/** npm resolves ranges where it is present; without it the version must be exact or absent. */
export const bunScript = `${begin}
case "$wanted" in
  "" | latest | [0-9]*.[0-9]*.[0-9]*) ;;
  *) wanted=$(npm view "bun@$wanted" version --json | tr -d '[]" ,' | sed '/^$/d' | tail -n 1) ;;
esac
case "$machine" in arm64) machine=aarch64 ;; esac
case "$wanted" in
  "" | latest) from=https://github.com/oven-sh/bun/releases/latest/download ;;
  *) from="https://github.com/oven-sh/bun/releases/download/bun-v$wanted" ;;
esac
archive="bun-$system-$machine.zip"
cd "$work"
curl -fsSLO "$from/$archive"
curl -fsSL "$from/SHASUMS256.txt" | grep " $archive\\$" >sums
check sums
unzip -q "$archive"
mkdir -p "$HOME/.bun/bin"
mv "bun-$system-$machine/bun" "$HOME/.bun/bin/bun"
keep_on_path "$HOME/.bun/bin"
bun --version`;
