/**
 * How a JDK is installed where a provider has no building block for it: POSIX shell, curl, tar and awk. It is Temurin, the
 * newest of the feature release (21) or of the version (21.0.5) that TOOLCHAIN_VERSION names, checked against the
 * publisher's checksum. Later steps find it through the files for PATH and variables that providers have.
 */
export const javaScript = `set -eu
wanted=\${TOOLCHAIN_VERSION:-21}
case "$(uname -s)" in Darwin) system=mac ;; *) system=linux ;; esac
case "$(uname -m)" in arm64 | aarch64) machine=aarch64 ;; *) machine=x64 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
keep() {
  if [ -n "\${GITHUB_ENV:-}" ]; then printf '%s=%s\\n' "$1" "$2" >>"$GITHUB_ENV"; fi
  if [ -n "\${BASH_ENV:-}" ]; then printf "export %s='%s'\\n" "$1" "$2" >>"$BASH_ENV"; fi
}
keep_on_path() {
  PATH="$1:$PATH"
  export PATH
  if [ -n "\${GITHUB_PATH:-}" ]; then printf '%s\\n' "$1" >>"$GITHUB_PATH"; fi
  if [ -n "\${BASH_ENV:-}" ]; then printf "export PATH='%s':\\"\\$PATH\\"\\n" "$1" >>"$BASH_ENV"; fi
}
case "$wanted" in
  *.*) releases="version/%5B$wanted,\${wanted%.*}.$((\${wanted##*.} + 1))%29?release_type=ga&" ;;
  *) releases="latest/$wanted/hotspot?" ;;
esac
from="https://api.adoptium.net/v3/assets/\${releases}os=$system&architecture=$machine&image_type=jdk&vendor=eclipse"
curl -fsSL --retry 3 "$from" -o "$work/index"
# Of each file the checksum stands before the link.
found=$(tr '{},' '\\n' <"$work/index" | awk -F '"' '
$2 == "checksum" { sum = $4 }
$2 == "link" && $4 ~ /[.]tar[.]gz$/ { print sum, $4; exit }')
if [ -z "$found" ]; then
  printf 'No release of Temurin is "%s".\\n' "$wanted" >&2
  exit 1
fi
curl -fsSL --retry 3 "\${found#* }" -o "$work/jdk.tar.gz"
printf '%s  %s\\n' "\${found%% *}" "$work/jdk.tar.gz" >"$work/sums"
if command -v sha256sum >/dev/null; then sha256sum -c "$work/sums"; else shasum -a 256 -c "$work/sums"; fi
target="$HOME/.local/java"
rm -rf "$target"
mkdir -p "$target"
tar -xzf "$work/jdk.tar.gz" -C "$target" --strip-components=1
if [ "$system" = mac ]; then target="$target/Contents/Home"; fi
keep JAVA_HOME "$target"
keep_on_path "$target/bin"
java -version`;
