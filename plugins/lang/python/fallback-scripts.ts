/**
 * How Python is installed where a provider has no building block for it: POSIX shell and curl. uv brings the release
 * that TOOLCHAIN_VERSION names (a version or a range; empty is left to the project), its download is checked against
 * the publisher's checksum, and later steps find both through the PATH files that providers have.
 */
export const pythonScript = `set -eu
wanted=\${TOOLCHAIN_VERSION:-}
case "$(uname -s)" in Darwin) system=apple-darwin ;; *) system=unknown-linux-gnu ;; esac
case "$(uname -m)" in arm64 | aarch64) machine=aarch64 ;; *) machine=x86_64 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check() {
  if command -v sha256sum >/dev/null; then sha256sum -c "$1"; else shasum -a 256 -c "$1"; fi
}
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
archive="uv-$machine-$system.tar.gz"
from=https://github.com/astral-sh/uv/releases/latest/download
(
  cd "$work"
  curl -fsSLO "$from/$archive"
  curl -fsSLO "$from/$archive.sha256"
  check "$archive.sha256"
  tar -xzf "$archive" --strip-components=1
)
mkdir -p "$HOME/.local/bin"
mv "$work/uv" "$work/uvx" "$HOME/.local/bin/"
keep_on_path "$HOME/.local/bin"
if [ -n "$wanted" ]; then
  request=$(printf '%s' "$wanted" | tr ' ' ',')
  uv venv --quiet --clear --seed --python "$request" "$HOME/.local/python"
  keep_on_path "$HOME/.local/python/bin"
  keep UV_PYTHON "$HOME/.local/python/bin/python"
  python --version
fi
uv --version`;
