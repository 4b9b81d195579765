# Sourced: a Martlet on an empty SQLite database in a temporary folder, gone when the script ends.
source scripts/lib/port.sh

# start_server: sets SERVER_URL and SERVER_DIR. The caller's EXIT trap must call stop_server.
start_server() {
    local tries
    SERVER_DIR=$(mktemp -d "${TMPDIR:-/tmp}/martlet-server.XXXXXX")
    SERVER_URL=http://127.0.0.1:$(free_port)
    export MARTLET_DATABASE_URL=sqlite:$SERVER_DIR/martlet.db MARTLET_HTTP=${SERVER_URL#http://}
    "$MARTLET_BINARY" migrate
    "$MARTLET_BINARY" serve >"$SERVER_DIR/server.log" 2>&1 </dev/null &
    SERVER=$!
    for tries in {1..150}; do
        curl --silent --output /dev/null --max-time 2 "$SERVER_URL/" && return
        kill -0 $SERVER 2>/dev/null || break
        sleep 0.2
    done
    cat "$SERVER_DIR/server.log"
    fail "martlet serve does not answer at $SERVER_URL."
}

stop_server() {
    [ -z "${SERVER:-}" ] || { kill "$SERVER" && wait "$SERVER"; } 2>/dev/null || true
    [ -z "${SERVER_DIR:-}" ] || rm -rf "$SERVER_DIR"
}
