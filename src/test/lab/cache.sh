# shellcheck shell=sh
# Read by the scripts beside it: where the lab's cache is, and how something comes into it, whole or not at all.
#
# BACTRIAN_LAB_CACHE moves the cache. It has to be a folder that the user `postgres` can reach when root runs the
# tests, because PostgreSQL's servers refuse to run as root.

checkout=$(cd "$(dirname "$0")/../../.." && pwd)
lab=$checkout/target/lab

say() {
  printf 'lab: %s\n' "$*" >&2
}

fail() {
  say "$*"
  exit 1
}

case $(uname -m) in
  x86_64) bundle=linux-amd64 ;;
  aarch64) bundle=linux-arm64v8 ;;
  *) fail "there are no PostgreSQL bundles for $(uname -m): run the tests on x86_64 or aarch64" ;;
esac

# Root's home is closed to `postgres`, /var/cache is not.
if [ -n "${BACTRIAN_LAB_CACHE:-}" ]; then
  cache=$BACTRIAN_LAB_CACHE
elif [ "$(id -u)" = 0 ]; then
  cache=/var/cache/bactrian-lab
else
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/bactrian-lab
fi
case $cache in
  *"'"*) fail "the cache's path may not hold a quote: $cache" ;;
esac

# Links $1 (server-17) to the folder $2 of the cache.
link() {
  mkdir -p "$lab"
  [ "$(readlink "$lab/$1" || true)" = "$2" ] || ln -sfn "$2" "$lab/$1"
}

# A whole folder comes to its final name by one rename, so that a killed run leaves nothing that counts.
publish() {
  chmod -R go+rX "$1"
  if ! mv -T "$1" "$2" 2>/dev/null; then
    [ -d "$2/bin" ] || fail "cannot move $1 to $2"
  fi
}

work=
clean_up() {
  [ -z "$work" ] || rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start_work() {
  clean_up
  mkdir -p "$cache"
  find "$cache" -maxdepth 1 -name '.incoming-*' -mmin +600 -exec rm -rf {} +
  work=$(mktemp -d "$cache/.incoming-XXXXXX")
  chmod 755 "$work"
}

# The addresses that the system's own apt sources name, in either notation, but for the security archive.
mirrors() {
  {
    cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs:[[:space:]]*//p' | tr -s ' ' '\n'
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
      sed -n 's/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}\([^[:space:]]*\).*/\2/p'
  } | grep '/debian/*$' | sort -u
}

# Describes a private apt in folder $1 for the suite $2, of the types $3, else of packages only; the caller's APT_CONFIG
# then points there.
private_apt() {
  mirror=$(mirrors | head -n 1)
  [ -n "$mirror" ] || fail "the system's apt sources name no Debian mirror: what the tests need comes from there"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -e "$keyring" ] || keyring=/usr/share/keyrings/debian-archive-keyring.pgp
  mkdir -p "$1/etc/apt.conf.d" "$1/etc/preferences.d" "$1/etc/sources.list.d" \
    "$1/state/lists/partial" "$1/cache/archives/partial"
  : >"$1/etc/sources.list"
  printf 'Types: %s\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
    "${3:-deb}" "$mirror" "$2" "$keyring" >"$1/etc/sources.list.d/suite.sources"
  # Perl scripts that choose a version and their libraries: not needed, so they are said to be there.
  printf 'Package: postgresql-client-common\nStatus: install ok installed\nVersion: 999\nArchitecture: all\n\n' \
    >"$1/status"
  cat >"$1/apt.conf" <<CONF
Dir::Etc "$1/etc";
Dir::State "$1/state";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
APT::Sandbox::User "";
CONF
}
