# Sourced: a private PostgreSQL in a temporary folder, gone when the script ends.
source scripts/lib/port.sh

# start_postgres: sets POSTGRES_URL. The caller's EXIT trap must call stop_postgres.
# Data written here is worth nothing, so the server need not wait for the disk.
start_postgres() {
    local attempt
    POSTGRES_BIN=$(newest_postgres) || fail "PostgreSQL's server programs are not in /usr/lib/postgresql/*/bin nor on the PATH."
    POSTGRES_DIR=$(mktemp -d "${TMPDIR:-/tmp}/martlet-postgres.XXXXXX")
    chmod 700 "$POSTGRES_DIR"
    if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
        POSTGRES_USER=$(id -un postgres 2>/dev/null || echo nobody)
        chown "$POSTGRES_USER" "$POSTGRES_DIR"
    fi
    as_postgres "$POSTGRES_BIN/initdb" --pgdata=data --username=martlet --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync >"$LOGS/postgres.log" 2>&1 || { cat "$LOGS/postgres.log" >&2 && fail "initdb failed"; }
    for attempt in 1 2 3 4 5; do
        POSTGRES_PORT=$(free_port)
        if start_on_port; then
            POSTGRES_URL="postgres://martlet@127.0.0.1:$POSTGRES_PORT/postgres"
            return
        fi
    done
    cat "$POSTGRES_DIR/server.log" >&2 || true
    fail "The private PostgreSQL did not start."
}

start_on_port() {
    local setting options=''
    for setting in "listen_addresses=127.0.0.1" "port=$POSTGRES_PORT" "unix_socket_directories=$POSTGRES_DIR" \
        fsync=off synchronous_commit=off full_page_writes=off autovacuum=off \
        max_connections=400 max_locks_per_transaction=512 timezone=UTC lc_messages=C; do
        options+="-c $setting "
    done
    as_postgres "$POSTGRES_BIN/pg_ctl" start --wait --silent --pgdata=data --log=server.log \
        --options="$options" >>"$LOGS/postgres.log" 2>&1
}

stop_postgres() {
    [ -n "${POSTGRES_DIR:-}" ] || return 0
    as_postgres "$POSTGRES_BIN/pg_ctl" stop --mode=immediate --silent --pgdata=data >/dev/null 2>&1 || true
    rm -rf "$POSTGRES_DIR"
    POSTGRES_DIR=
}

# In the server's own folder, as the user the server runs as.
as_postgres() {
    if [ -n "${POSTGRES_USER:-}" ]; then
        (cd "$POSTGRES_DIR" && exec runuser -u "$POSTGRES_USER" -- env -u PGPORT -u PGHOST LC_ALL=C.UTF-8 "$@") </dev/null
    else
        (cd "$POSTGRES_DIR" && exec env -u PGPORT -u PGHOST LC_ALL=C.UTF-8 "$@") </dev/null
    fi
}

newest_postgres() {
    local bin
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$bin" ] || bin=$(dirname "$(command -v pg_ctl)") || return 1
    [ -x "$bin/initdb" ] && echo "$bin"
}
