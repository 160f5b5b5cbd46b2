/**
 * How Rust is installed where a provider has no building block for it: POSIX shell and curl. rustup is taken where it is
 * there; else its installer is fetched and checked against the publisher's checksum. TOOLCHAIN_VERSION names the toolchain,
 * CIG_RUST_COMPONENTS and CIG_RUST_TARGETS what it gets besides. Later steps find it through the PATH files that providers have.
 */
export const rustScript = `set -eu
wanted=\${TOOLCHAIN_VERSION:-stable}
keep_on_path() {
  PATH="$1:$PATH"
  export PATH
  if [ -n "\${GITHUB_PATH:-}" ]; then printf '%s\\n' "$1" >>"$GITHUB_PATH"; fi
  if [ -n "\${BASH_ENV:-}" ]; then printf "export PATH='%s':\\"\\$PATH\\"\\n" "$1" >>"$BASH_ENV"; fi
}
keep_on_path "\${CARGO_HOME:-$HOME/.cargo}/bin"
if ! command -v rustup >/dev/null; then
  case "$(uname -s)" in Darwin) system=apple-darwin ;; *) system=unknown-linux-gnu ;; esac
  case "$(uname -m)" in arm64 | aarch64) machine=aarch64 ;; *) machine=x86_64 ;; esac
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  from="https://static.rust-lang.org/rustup/dist/$machine-$system"
  curl -fsSL --retry 3 "$from/rustup-init" -o "$work/rustup-init"
  sum=$(curl -fsSL --retry 3 "$from/rustup-init.sha256" | cut -d ' ' -f 1)
  printf '%s  %s\\n' "$sum" "$work/rustup-init" >"$work/sums"
  if command -v sha256sum >/dev/null; then sha256sum -c "$work/sums"; else shasum -a 256 -c "$work/sums"; fi
  chmod +x "$work/rustup-init"
  "$work/rustup-init" -y --no-modify-path --profile minimal --default-toolchain none
fi
set -- toolchain install "$wanted" --profile minimal --no-self-update
if [ -n "\${CIG_RUST_COMPONENTS:-}" ]; then set -- "$@" --component "$CIG_RUST_COMPONENTS"; fi
if [ -n "\${CIG_RUST_TARGETS:-}" ]; then set -- "$@" --target "$CIG_RUST_TARGETS"; fi
rustup "$@"
rustup default "$wanted"
rustc "+$wanted" --version`;
