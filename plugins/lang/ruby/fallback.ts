import { rubyBuildCommit } from "./pins.ts";

/**
 * Installs Ruby where the provider has no way of its own. It is POSIX shell and needs curl, tar and bash; the
 * version arrives in TOOLCHAIN_VERSION, Bundler's in CIG_BUNDLER_VERSION. A Ruby that the image already has is
 * taken when it fits. Otherwise ruby-build, fetched at one commit, compiles the version (checking the source's
 * SHA-256 itself) into ~/.cig/rubies, which a cache may keep; compilers and libraries come from apt or apk.
 */
export const fallbackScript = `set -eu
wanted=\${TOOLCHAIN_VERSION:-}
wanted=\${wanted#ruby-}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

has_wanted() {
  command -v ruby >/dev/null 2>&1 || return 1
  [ -n "$wanted" ] || return 0
  have=$(ruby -e 'e = RUBY_ENGINE; puts e == "ruby" ? RUBY_VERSION : e + "-" + RUBY_ENGINE_VERSION')
  case "$have" in "$wanted" | "$wanted".*) return 0 ;; *) return 1 ;; esac
}

install_build_tools() {
  if command -v apt-get >/dev/null 2>&1; then
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \\
      bash build-essential ca-certificates libffi-dev libgmp-dev libssl-dev libyaml-dev rustc zlib1g-dev
  elif command -v apk >/dev/null 2>&1; then
    as_root apk add --no-cache bash build-base ca-certificates gmp-dev libffi-dev linux-headers openssl-dev yaml-dev zlib-dev
  fi
}

install_wanted() {
  work=$(mktemp -d)
  curl -fsSL --retry 3 "https://codeload.github.com/rbenv/ruby-build/tar.gz/${rubyBuildCommit}" -o "$work/ruby-build.tar.gz"
  tar -xzf "$work/ruby-build.tar.gz" -C "$work" --strip-components 1
  install_build_tools
  case "$wanted" in
    head) definition=ruby-dev ;;
    *-head) definition=\${wanted%-head}-dev ;;
    *) definition=$(bash "$work/bin/ruby-build" --resolve "$wanted" 2>/dev/null) || definition=$wanted ;;
  esac
  prefix=$HOME/.cig/rubies/$definition
  [ -x "$prefix/bin/ruby" ] || bash "$work/bin/ruby-build" "$definition" "$prefix"
  rm -rf "$work"
  PATH=$prefix/bin:$PATH
  export PATH
  # Later steps: a file that the runner reads, if it has one, and links for those that have none.
  if [ -n "\${GITHUB_PATH:-}" ]; then echo "$prefix/bin" >>"$GITHUB_PATH"; fi
  if [ -n "\${BASH_ENV:-}" ]; then echo "export PATH=\\"$prefix/bin:\\$PATH\\"" >>"$BASH_ENV"; fi
  for program in "$prefix"/bin/*; do
    as_root ln -sf "$program" "/usr/local/bin/\${program##*/}" 2>/dev/null || true
  done
}

if ! has_wanted; then
  if [ -z "$wanted" ]; then
    echo "No Ruby is installed, and no version of it was asked for." >&2
    exit 1
  fi
  install_wanted
fi
if [ -n "\${CIG_BUNDLER_VERSION:-}" ] && ! gem list --silent --installed --exact bundler --version "$CIG_BUNDLER_VERSION"; then
  gem install bundler --version "$CIG_BUNDLER_VERSION" --no-document
fi
ruby --version`;
