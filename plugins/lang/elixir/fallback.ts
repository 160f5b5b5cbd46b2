/**
 * How Elixir is installed where a provider has no building block for it: POSIX shell, curl, unzip and, for Erlang,
 * Linux with glibc. An image such as hexpm/elixir or elixir:1.17-otp-27 brings both along, and then nothing is
 * downloaded but Hex and Rebar. TOOLCHAIN_VERSION names Elixir ("1.17", "1.17.2"; empty: any), OTP_VERSION Erlang. What
 * is downloaded are the builds of the Hex team, checked against the SHA-256 in their list; the newest that fits is taken.
 */
export const beamScript = `set -eu
wanted=\${TOOLCHAIN_VERSION:-}
otp=\${OTP_VERSION:-}
fits() {
  [ -z "$2" ] && return 0
  case "$1" in "$2" | "$2".*) return 0 ;; *) return 1 ;; esac
}
has_wanted() {
  command -v elixir >/dev/null 2>&1 && command -v erl >/dev/null 2>&1 || return 1
  fits "$(elixir -e 'IO.puts(System.version())')" "$wanted" || return 1
  fits "$(elixir -e 'IO.puts(System.otp_release())')" "\${otp%%.*}"
}
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
check() {
  if command -v sha256sum >/dev/null; then sha256sum -c "$1"; else shasum -a 256 -c "$1"; fi
}
keep_on_path() {
  PATH="$1:$PATH"
  export PATH
  if [ -n "\${GITHUB_PATH:-}" ]; then printf '%s\\n' "$1" >>"$GITHUB_PATH"; fi
  if [ -n "\${BASH_ENV:-}" ]; then printf "export PATH='%s':\\"\\$PATH\\"\\n" "$1" >>"$BASH_ENV"; fi
}
newest() {
  awk -v prefix="$2" -v wanted="$3" -v ending="$4" '
    index($1, prefix) == 1 {
      version = substr($1, length(prefix) + 1)
      if (ending != "") {
        if (length(version) <= length(ending) || substr(version, length(version) - length(ending) + 1) != ending) next
        version = substr(version, 1, length(version) - length(ending))
      }
      if (version !~ /^[0-9.]+$/) next
      if (version != wanted && index(version, wanted ".") != 1) next
      split(version, part, ".")
      value = part[1] * 1000000000 + part[2] * 1000000 + part[3] * 1000 + part[4]
      if (value >= best) { best = value; line = $1 " " $4 }
    }
    END { print line }' "$1"
}
install_wanted() {
  if [ -z "$wanted" ] || [ -z "$otp" ] || [ "$(uname -s)" != Linux ]; then
    echo "This machine has no Elixir \${wanted:-at all} on Erlang/OTP \${otp:-at all}. Use an image such as hexpm/elixir." >&2
    exit 1
  fi
  if ! command -v unzip >/dev/null 2>&1; then
    as_root apt-get update -q
    as_root apt-get install -qy --no-install-recommends unzip
  fi
  case "$(uname -m)" in arm64 | aarch64) machine=arm64 ;; *) machine=amd64 ;; esac
  from=https://builds.hex.pm/builds
  work=$(mktemp -d)
  cd "$work"
  curl -fsSL "$from/otp/$machine/ubuntu-22.04/builds.txt" -o otp.txt
  curl -fsSL "$from/elixir/builds.txt" -o elixir.txt
  erlang=$(newest otp.txt OTP- "$otp" "")
  elixir=$(newest elixir.txt v "$wanted" "-otp-\${otp%%.*}")
  if [ -z "$erlang" ] || [ -z "$elixir" ]; then
    echo "There is no build of Elixir $wanted on Erlang/OTP $otp." >&2
    exit 1
  fi
  curl -fsSL "$from/otp/$machine/ubuntu-22.04/\${erlang% *}.tar.gz" -o otp.tar.gz
  curl -fsSL "$from/elixir/\${elixir% *}.zip" -o elixir.zip
  printf '%s  otp.tar.gz\\n%s  elixir.zip\\n' "\${erlang##* }" "\${elixir##* }" >sums
  check sums
  rm -rf "$HOME/.local/otp" "$HOME/.local/elixir"
  mkdir -p "$HOME/.local/otp" "$HOME/.local/elixir"
  tar -xzf otp.tar.gz -C "$HOME/.local/otp" --strip-components=1
  "$HOME/.local/otp/Install" -minimal "$HOME/.local/otp"
  unzip -q elixir.zip -d "$HOME/.local/elixir"
  cd /
  rm -rf "$work"
  keep_on_path "$HOME/.local/otp/bin"
  keep_on_path "$HOME/.local/elixir/bin"
}
has_wanted || install_wanted
mix local.hex --force --if-missing
mix local.rebar --force --if-missing
elixir --version`;
