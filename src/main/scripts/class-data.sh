# shellcheck shell=sh
# class_data JAVA PROGRAM SCRATCH
#
# Makes SCRATCH/classes.jsa, a class-data sharing archive for the program in the folder PROGRAM and the given JVM, from which
# it starts twice as fast. One that could not be made is an empty file: slower to start, and no reason to fail.
class_data() {
  : >"$3/classes.jsa"
  train "$1" "$2" "$3" listbackups
  train "$1" "$2" "$3" backup
  # A backup and a restore load more; the demo makes both, where a server is installed.
  for server in /usr/lib/postgresql/*/bin/initdb; do
    [ ! -x "$server" ] || train "$1" "$2" "$3" demo
    break
  done
  cat "$3"/listbackups.classes "$3"/backup.classes "$3"/demo.classes 2>/dev/null | awk '!seen[$0]++' >"$3/all.classes"
  timeout 60 "$1" -Xshare:dump -XX:SharedClassListFile="$3/all.classes" -XX:SharedArchiveFile="$3/made.jsa" \
    -XX:+UseSerialGC -Xmx128m -Xlog:disable -Xlog:all=warning:stderr -cp "$2/bactrian.jar" || true
  [ ! -s "$3/made.jsa" ] || mv -f "$3/made.jsa" "$3/classes.jsa"
}

# Runs the command $4 once and notes the classes that it loads. Nothing of the caller's settings: a training run that asks a
# store of the caller's would be slow. Both stores are asked, so that the classes of both are noted; nobody listens on
# the discard port. A server is looked for at a socket, where none is: the demo's is asked over TCP.
train() {
  env -i PATH="$PATH" HOME="$3" PGHOST="$3" AUTHENTIK_POSTGRESQL__BACKUP__STORES=local,s3 \
    AUTHENTIK_POSTGRESQL__S3_BACKUP__BUCKET=training AUTHENTIK_POSTGRESQL__S3_BACKUP__HOST=http://127.0.0.1:9 \
    AUTHENTIK_POSTGRESQL__S3_BACKUP__ACCESS_KEY=training AUTHENTIK_POSTGRESQL__S3_BACKUP__SECRET_KEY=training \
    AUTHENTIK_POSTGRESQL__BACKUP__STALL_TIMEOUT=2s AUTHENTIK_POSTGRESQL__BACKUP__LOCK_TIMEOUT=1s \
    timeout 60 "$1" -Xshare:off -XX:DumpLoadedClassList="$3/$4.classes" -XX:TieredStopAtLevel=1 \
    -XX:+UseSerialGC -Xmx128m -Xlog:disable -Xlog:all=warning:stderr \
    -Dbactrian.directory="$3" -jar "$2/bactrian.jar" "$4" || true
}
