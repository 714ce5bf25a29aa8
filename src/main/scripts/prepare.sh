# shellcheck shell=sh
# Makes ready what the launcher runs in a checkout: installs what is missing, and builds the program on first use and whenever
# its sources changed. It is sourced by ak, whose home, say, long, demo and s3 it takes, and sets java, build and archive.
# shellcheck disable=SC2154 # what the launcher sets
place=$home/target/ak
archive=
build=

# shellcheck source=src/main/scripts/find-java.sh
. "$home/src/main/scripts/find-java.sh"
# shellcheck source=src/main/scripts/class-data.sh
. "$home/src/main/scripts/class-data.sh"

# Sets build to the folder of the newest whole build, or fails when there is none or a source is newer.
fresh() {
  build=
  [ -r "$place/current" ] && read -r build <"$place/current" || return 1
  build=$place/$build
  [ -r "$build/bactrian.jar" ] || return 1
  [ -z "$(find "$home/pom.xml" "$home/src/main" -newer "$build/started" -print -quit)" ]
}

has_program() {
  command -v "$1" >/dev/null && return
  for candidate in /usr/lib/postgresql/*/bin/"$1"; do
    [ -x "$candidate" ] && return
  done
  return 1
}

s3proxy=$place/s3proxy

missing=
if fresh; then
  find_java java || missing=default-jre-headless
else
  find_java javac || missing=default-jdk-headless
  command -v mvn >/dev/null || missing="$missing maven"
fi
[ -z "$s3" ] || [ -d "$s3proxy" ] || command -v mvn >/dev/null || missing="$missing maven"
[ -z "$long" ] || has_program pg_dump || missing="$missing postgresql-client"
[ -z "$demo" ] || has_program initdb || missing="$missing postgresql"
if [ -n "$missing" ]; then
  # shellcheck disable=SC2086 # a list of package names
  "$home/src/main/scripts/install-debian" ak $missing
fi

# Two launchers at once: one builds, the other waits for it. The lock goes with the process, however that ends.
lock() {
  mkdir -p "$place"
  exec 9>"$place/lock"
  if ! flock -n 9; then
    say "Waiting for another ak that is building"
    flock 9
  fi
}

unlock() {
  exec 9>&-
}

# Each build has a folder of its own, so that a program that runs from the last one keeps its files, and becomes the
# current one by a rename, when it is whole.
build() {
  why='first use'
  [ ! -e "$place/current" ] || why='sources changed'
  say "Building Bactrian ($why)…"
  remove_old_builds
  build=$place/build-$(date +%s)-$$
  mkdir "$build"
  trap 'rm -rf "$build"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  : >"$build/started"
  if ! (
    cd "$home"
    JAVA_HOME=$java_home mvn -B -ntp -q -Dstyle.color=never -Dmaven.test.skip=true -Dbactrian.launch -Dbactrian.build="$build" package
  ) >"$place/build.log" 2>&1 </dev/null 9>&-; then
    grep '^\[ERROR\]' "$place/build.log" | head -n 3 >&2 || true
    say "The build failed, nothing was run; the whole log is $place/build.log"
    exit 1
  fi
  for entry in "$build"/*; do
    case $entry in
      */bactrian.jar | */lib | */started) ;;
      *) rm -rf "$entry" ;;
    esac
  done
  printf '%s\n' "${build##*/}" >"$place/current.new"
  mv -f "$place/current.new" "$place/current"
  trap - EXIT INT TERM HUP
}

remove_old_builds() {
  last=
  [ ! -r "$place/current" ] || read -r last <"$place/current"
  for folder in "$place"/build-* "$place"/training-*; do
    [ "$folder" = "$place/$last" ] || rm -rf "$folder"
  done
}

# Sets archive to the class-data sharing archive of this build for this JVM in this place, or fails when none was tried.
# One that could not be made is an empty file: slower to start, and no reason to fail.
find_archive() {
  archive=$build/classes.jsa
  archived_for=
  [ -r "$archive" ] && [ -r "$archive.for" ] && IFS='' read -r archived_for <"$archive.for" &&
    [ "$archived_for" = "$home$java_build" ]
}

make_archive() {
  scratch=$(mktemp -d "$place/training-XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  class_data "$java_home/bin/java" "$build" "$scratch" >>"$place/build.log" 2>&1 </dev/null 9>&-
  mv -f "$scratch/classes.jsa" "$archive.new"
  rm -f "$archive.for"
  mv -f "$archive.new" "$archive"
  printf '%s\n' "$home$java_build" >"$archive.for"
  rm -rf "$scratch"
  trap - EXIT
}

# The S3 server of the demo, which nothing else needs. It comes to its name by a rename, when it is whole.
bring_s3proxy() {
  say "Fetching the S3 server of the demo…"
  rm -rf "$s3proxy.new"
  if ! JAVA_HOME=$java_home mvn -B -ntp -q -Dstyle.color=never -f "$home/src/main/demo/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$s3proxy.new" >"$place/s3proxy.log" 2>&1 </dev/null 9>&-; then
    say "It could not be fetched, nothing was run; the whole log is $place/s3proxy.log"
    exit 1
  fi
  mv "$s3proxy.new" "$s3proxy"
}

no_java() {
  say "There is no Java 17 or newer here: set JAVA_HOME to a JDK"
  exit 2
}

if ! fresh; then
  find_java javac || no_java
  lock
  fresh || build
  unlock
fi
find_java java || no_java
if ! find_archive; then
  lock
  find_archive || make_archive
  unlock
fi

if [ -n "$s3" ]; then
  if [ ! -d "$s3proxy" ]; then
    lock
    [ -d "$s3proxy" ] || bring_s3proxy
    unlock
  fi
fi

# shellcheck disable=SC2034 # for the launcher
java=$java_home/bin/java
