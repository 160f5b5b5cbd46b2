/**
 * How Go is installed where a provider has no building block for it: POSIX shell, curl, tar and awk. TOOLCHAIN_VERSION
 * names a release (1.27.4), the newest of a line (1.27), or the newest of all (empty, "stable"). The list of downloads
 * has the checksums; what is installed is found by later steps through the PATH files that providers have.
 */
export const goScript = `set -eu
wanted=\${TOOLCHAIN_VERSION:-}
wanted=\${wanted#go}
case "$wanted" in stable | latest) wanted= ;; esac
case "$(uname -s)" in Darwin) system=darwin ;; *) system=linux ;; esac
case "$(uname -m)" in arm64 | aarch64) machine=arm64 ;; *) machine=amd64 ;; esac
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
}
curl -fsSL --retry 3 'https://go.dev/dl/?mode=json&include=all' -o "$work/index"
# Releases stand newest first, each file as "filename" and, some lines below, "sha256".
found=$(awk -v wanted="$wanted" -v end=".$system-$machine.tar.gz" -F '"' '
$2 == "filename" { name = $4 }
$2 == "sha256" && substr(name, length(name) - length(end) + 1) == end {
  release = substr(name, 3, length(name) - length(end) - 2)
  is_early = release ~ /(rc|beta)/
  if (release == wanted || (!is_early && (wanted == "" || (index(wanted, ".") == 0 || split(wanted, parts, ".") == 2) && index(release, wanted ".") == 1))) {
    print $4, name
    exit
  }
}' "$work/index")
if [ -z "$found" ]; then
  printf 'No release of Go is "%s".\\n' "$wanted" >&2
  exit 1
fi
archive=\${found#* }
cd "$work"
curl -fsSL --retry 3 -O "https://dl.google.com/go/$archive"
printf '%s  %s\\n' "\${found%% *}" "$archive" >sums
check sums
target="$HOME/.local/go"
rm -rf "$target"
mkdir -p "$target"
tar -xzf "$archive" -C "$target" --strip-components=1
keep_on_path "$HOME/go/bin"
keep_on_path "$target/bin"
go version`;
