# shellcheck shell=sh
# find_java PROGRAM
#
# Finds the home of a Java 17 or newer that has bin/PROGRAM (java, or javac for a whole JDK): JAVA_HOME, then PATH, then
# /usr/lib/jvm. Sets java_home, java_major and java_build (which JVM it is, to the build). It reads each candidate's
# `release` file instead of starting it, because starting one takes longer than a whole `ak listbackups` may lose here.
find_java() {
  java_is_right "${JAVA_HOME:-}" "$1" && return
  java_on_path=$(command -v "$1") && java_on_path=$(readlink -f "$java_on_path") &&
    java_is_right "${java_on_path%/bin/*}" "$1" && return
  for java_candidate in /usr/lib/jvm/*; do
    java_is_right "$java_candidate" "$1" && return
  done
  return 1
}

# Judges the home $1 for program $2.
# shellcheck disable=SC2034 # for the caller
java_is_right() {
  [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 1
  java_home=$1
  java_major=0
  java_build=
  while IFS='=' read -r java_key java_value; do
    java_value=${java_value#\"}
    java_value=${java_value%\"}
    case $java_key in
      JAVA_VERSION) java_major=${java_value%%[!0-9]*} ;;
      IMPLEMENTOR | JAVA_RUNTIME_VERSION) java_build="$java_build $java_value" ;;
    esac
  done <"$1/release"
  [ "$java_major" -ge 17 ]
}
