# Functions of bench/restore and bench/dump, to be sourced by them: a throw-away server with a database of a size and a shape,
# and commands measured in turns, so that a machine that is slow for a minute is slow for all of them.
# shellcheck shell=sh disable=SC2154 # work, shape, size and runs are set by those who source it

# Starts a server of the newest PostgreSQL that is installed in the folder $work, and sets libpq's variables.
start_server() {
  binaries=$(for folder in /usr/lib/postgresql/*/bin; do echo "$folder"; done | sort -V | tail -n 1)
  export PGHOST="$work/socket" PGPORT=54398 PGUSER=bench PGDATABASE=bench
  mkdir "$work/data" "$work/socket"
  [ "$(id -u)" != 0 ] || chown postgres "$work/data" "$work/socket"
  chmod 700 "$work/data"
  as_server "$binaries/initdb" -D "$work/data" -U bench --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  continue_server
  createdb bench
}

continue_server() {
  as_server "$binaries/pg_ctl" -D "$work/data" -w -l "$work/socket/log" -o "-p $PGPORT -c listen_addresses= \
    -c unix_socket_directories=$work/socket -c fsync=off -c shared_buffers=512MB -c max_wal_size=8GB" start >/dev/null
}

stop_server() {
  [ ! -e "$work/data/postmaster.pid" ] || as_server "$binaries/pg_ctl" -D "$work/data" -m immediate -w stop >/dev/null
}

as_server() {
  if [ "$(id -u)" = 0 ]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}

# Fills the database with about $size MB of rows of 1 KiB, of the kind that an identity provider logs. The shapes:
# events: one table holds 80 %, with a GIN index on its JSON, most of whose values are those of other rows too;
# json: the same, but each row has nine values of its own, the most work for a GIN index; equal: 8 equal tables; tiny: 2,000 tables.
fill() {
  if [ "$shape" = events ]; then
    events
  else
    logins
  fi
  case $shape in
    json | events)
      table event $((size * 800))
      psql -q -c 'CREATE INDEX ON event USING gin (context jsonb_path_ops)' -c 'CREATE INDEX ON event (created)'
      for other in 1 2 3 4; do table "other_$other" $((size * 50)); done
      table account 1000
      ;;
    equal) for other in 1 2 3 4 5 6 7 8; do table "part_$other" $((size * 125)); done ;;
    tiny) for other in $(seq 2000); do table "tiny_$other" $((size / 2)); done ;;
    *) echo "There is no shape $shape: events, json, equal or tiny" >&2 && exit 2 ;;
  esac
  psql -q -c 'DROP FUNCTION public.logged(bigint)' -c 'VACUUM ANALYZE'
}

# What authentik logs of a login.
events() {
  psql -q -v ON_ERROR_STOP=1 <<'SQL'
CREATE FUNCTION public.logged(n bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
SELECT jsonb_build_object(
         'geo', jsonb_build_object('lat', (n % 180) - 90.5, 'city', 'City ' || n % 300, 'long', n % 360, 'country', 'DE', 'continent', 'EU'),
         'asn', jsonb_build_object('asn', 1000 + n % 120, 'as_org', 'Provider ' || n % 120, 'network', '10.' || n % 120 || '.0.0/16'),
         'http_request', jsonb_build_object(
           'args', jsonb_build_object('next', '/application/o/authorize/?client_id=' || md5((n % 40)::text) || '&redirect_uri=https%3A%2F%2Fapp'
             || n % 40 || '.example.org%2Foauth2%2Fcallback&response_type=code&scope=openid+email+profile&state=' || md5(n::text)),
           'path', '/api/v3/flows/executor/default-authentication-flow/', 'method', 'POST', 'request_id', md5((n * 7)::text),
           'user_agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/' || 100 + n % 40 || '.0.0.0 Safari/537.36'),
         'auth_method', 'password',
         'auth_method_args', jsonb_build_object('known_device', n % 3 = 0, 'mfa_devices', jsonb_build_array(jsonb_build_object(
           'pk', n % 5000, 'app', 'authentik_stages_authenticator_webauthn', 'name', 'WebAuthn Device', 'model_name', 'webauthndevice')))) $$;
SQL
}

logins() {
  psql -q -v ON_ERROR_STOP=1 <<'SQL'
CREATE FUNCTION public.logged(n bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
SELECT jsonb_build_object(
         'user', jsonb_build_object('pk', n % 5000, 'username', 'user' || n % 5000, 'email', 'user' || n % 5000 || '@example.org'),
         'http_request', jsonb_build_object('path', '/application/o/authorize/', 'method', 'GET',
           'args', jsonb_build_object('client_id', md5((n % 40)::text), 'state', md5(n::text), 'nonce', md5((n + 1)::text))),
         'geo', jsonb_build_object('city', 'City ' || n % 300, 'country', 'DE', 'lat', (n % 180) - 90.5, 'long', n % 360),
         'message', repeat('Logged in with a password and a second factor. ', 6) || md5((n * 7)::text),
         'tokens', jsonb_build_array(md5((n * 3)::text), md5((n * 5)::text), md5((n * 11)::text))) $$;
SQL
}

# A table of the name $1 with $2 rows.
table() {
  psql -q -v ON_ERROR_STOP=1 -v name="$1" -v rows="$2" <<'SQL'
CREATE TABLE :name (id bigint, created timestamptz, client text, context jsonb);
INSERT INTO :name SELECT n, '2026-01-01Z'::timestamptz + n * interval '1 second', '10.0.' || n % 250 || '.' || n % 199, logged(n)
FROM generate_series(1, :rows) AS n;
ALTER TABLE :name ADD PRIMARY KEY (id);
SQL
}

# The processor time of the whole machine since it started, in hundredths of a second: the server's is part of it.
machine_cpu() {
  awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 }' /proc/stat
}

# Runs each command of the arguments, "label:function", $runs times in turns; the first of them is what the others are
# compared with. Where there is a function prepare_<function>, it runs before, unmeasured. Prints a table, and the raw numbers as JSON lines into $work/raw.
in_turns() {
  : >"$work/raw"
  for run in $(seq "$runs"); do
    for pair in "$@"; do
      name=${pair##*:}
      if command -v "prepare_$name" >/dev/null; then "prepare_$name" >/dev/null 2>&1; fi
      before=$(date +%s%N)
      cpu=$(machine_cpu)
      /usr/bin/time -f %M -o "$work/memory" "$0" --only "$name" >"$work/out" 2>&1 || { cat "$work/out" >&2 && exit 1; }
      cpu=$(($(machine_cpu) - cpu))
      printf '{"command": "%s", "run": %s, "ms": %s, "cpu_ms": %s, "peak_kib": %s}\n' "${pair%:*}" "$run" \
        $((($(date +%s%N) - before) / 1000000)) "${cpu}0" "$(tail -n 1 "$work/memory")" >>"$work/raw"
    done
  done
  print_table "$@"
}

print_table() {
  printf '| command | median | fastest to slowest | ratio | processor | peak memory |\n| --- | --- | --- | --- | --- | --- |\n'
  first=
  for pair in "$@"; do
    label=${pair%:*}
    median=$(numbers ms "$label" | middle)
    [ -n "$first" ] || first=$median
    awk -v label="$label" -v median="$median" -v fast="$(numbers ms "$label" | head -n 1)" -v slow="$(numbers ms "$label" | tail -n 1)" \
      -v first="$first" -v cpu="$(numbers cpu_ms "$label" | middle)" -v peak="$(numbers peak_kib "$label" | tail -n 1)" \
      'BEGIN { printf "| %s | %.2f s | %.2f to %.2f | %.2f | %.1f s | %d MiB |\n", label, median / 1000, fast / 1000, slow / 1000, median / first, cpu / 1000, peak / 1024 }'
  done
  printf '\nThe raw numbers:\n'
  cat "$work/raw"
}

# The numbers of the key $1 of the command $2, sorted.
numbers() {
  grep -F "{\"command\": \"$2\"," "$work/raw" | sed "s/.*\"$1\": \([0-9]*\).*/\1/" | sort -n
}

middle() {
  awk '{ number[NR] = $1 } END { print number[int((NR + 1) / 2)] }'
}
