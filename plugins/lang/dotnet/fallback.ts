/**
 * How .NET is installed where a provider has no building block for it: POSIX shell, curl, tar and awk, on Linux and macOS.
 * An image such as mcr.microsoft.com/dotnet/sdk:10.0 brings it along, and then nothing is downloaded. TOOLCHAIN_VERSION
 * names an SDK ("10.0.100"), a band of them ("10.0.1xx") or a line ("10.0", "10.0.x"; empty: any), DOTNET_RUNTIMES lines
 * whose runtimes are needed besides. What is downloaded is checked against the SHA-512 in Microsoft's list of releases; the
 * newest that fits is taken.
 */
export const dotnetScript = `set -eu
wanted=\${TOOLCHAIN_VERSION:-}
wanted=\${wanted%.[x*]}
case "$wanted" in *.*) ;; ?*) wanted=$wanted.0 ;; esac
runtimes=\${DOTNET_RUNTIMES:-}
has_sdk() {
  command -v dotnet >/dev/null 2>&1 || return 1
  dotnet --list-sdks | awk -v wanted="$wanted" '
    { sub(/xx$/, "", wanted) }
    wanted == "" || $1 == wanted || index($1, wanted ".") == 1 { found = 1 }
    wanted ~ /[.][0-9]$/ && wanted ~ /[.].*[.]/ && index($1, wanted) == 1 { found = 1 }
    END { exit !found }'
}
has_runtime() {
  "$1" --list-runtimes | grep -q "^Microsoft.NETCore.App $2[.]"
}
has_all() {
  has_sdk || return 1
  for line in $runtimes; do has_runtime dotnet "$line" || return 1; done
}
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
check() {
  if command -v sha512sum >/dev/null; then sha512sum -c "$1"; else shasum -a 512 -c "$1"; fi
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
machine_name() {
  case "$(uname -m)" in arm64 | aarch64) machine=arm64 ;; *) machine=x64 ;; esac
  case "$(uname -s)" in
    Darwin) echo "osx-$machine" ;;
    *) if [ -e /etc/alpine-release ]; then echo "linux-musl-$machine"; else echo "linux-$machine"; fi ;;
  esac
}
# add NAME VERSION: of the files of that name, the newest whose version is it or begins with it.
add() {
  line=$(printf '%s' "$2" | cut -d. -f1,2)
  curl -fsSL --retry 3 "https://builds.dotnet.microsoft.com/dotnet/release-metadata/$line/releases.json" -o "$work/index"
  found=$(tr '{},' '\\n' <"$work/index" | awk -F '"' -v begin="$1-" -v end="-$(machine_name).tar.gz" -v wanted="$2" '
    $2 == "url" {
      url = $4
      name = url
      sub(/.*\\//, "", name)
      version = ""
      if (index(name, begin) == 1 && substr(name, length(name) - length(end) + 1) == end)
        version = substr(name, length(begin) + 1, length(name) - length(begin) - length(end))
      prefix = wanted
      sub(/xx$/, "", prefix)
      if (version != wanted) {
        if (version !~ /^[0-9.]+$/) version = ""
        if (prefix == wanted && index(version, wanted ".") != 1) version = ""
        if (prefix != wanted && index(version, prefix) != 1) version = ""
      }
      split(version, part, ".")
      value = part[1] * 1000000 + part[2] * 10000 + part[3]
    }
    $2 == "hash" && version != "" && value > best { best = value; result = $4 " " url }
    END { print result }')
  if [ -z "$found" ]; then
    printf 'No release of %s is "%s".\\n' "$1" "$2" >&2
    exit 1
  fi
  curl -fsSL --retry 3 "\${found#* }" -o "$work/$1.tar.gz"
  printf '%s  %s\\n' "\${found%% *}" "$work/$1.tar.gz" >"$work/sums"
  check "$work/sums"
  tar -xzf "$work/$1.tar.gz" -C "$target"
}
install_missing() {
  if [ -z "$wanted" ] && ! has_sdk; then
    echo "This machine has no .NET, and no version is stated. Use an image such as mcr.microsoft.com/dotnet/sdk." >&2
    exit 1
  fi
  # Without ICU no program of .NET starts, unless it asks for that.
  if [ "$(uname -s)" = Linux ] && command -v apt-get >/dev/null 2>&1 && ! ldconfig -p | grep -q libicuuc; then
    as_root apt-get update -q
    as_root apt-get install -qy --no-install-recommends libicu-dev
  fi
  work=$(mktemp -d)
  target=
  if has_sdk; then target=$(dirname "$(readlink -f "$(command -v dotnet)")"); fi
  # What lacks nothing but runtimes gets them beside its own, where that may be written.
  if [ -z "$target" ] || [ ! -w "$target" ]; then
    target="$HOME/.dotnet"
    mkdir -p "$target"
    add dotnet-sdk "$wanted"
  fi
  for line in $runtimes; do
    if ! has_runtime "$target/dotnet" "$line"; then add aspnetcore-runtime "$line"; fi
  done
  rm -rf "$work"
  keep DOTNET_ROOT "$target"
  keep_on_path "$target/tools"
  keep_on_path "$target"
}
has_all || install_missing
dotnet --version`;
