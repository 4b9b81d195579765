#!/usr/bin/env bash
# Builds Martlet, makes the demo shop the first time, and starts it on the embedded database.
source "$(dirname "$0")/lib/say.sh"
source scripts/lib/build.sh

martlet=$ROOT/.build/release/martlet

# What is done with the built program. A demo shop is made beside its final place and moved there when complete,
# so that an interrupted first start leaves nothing half-made behind.
start() {
    export MARTLET_HTTP=${MARTLET_HTTP:-127.0.0.1:8080}
    if [ -z "${MARTLET_DATABASE_URL:-}" ]; then
        export MARTLET_DATABASE_URL=sqlite:$ROOT/var/martlet.db
        [ -e var/martlet.db ] || make_demo_shop
    fi
    "$martlet" migrate
    exec "$martlet" serve # prints a one-time link that signs the newcomer in
}

make_demo_shop() {
    say "Making a demo shop in var/ (once)"
    rm -rf var/new
    mkdir -p var/new
    (
        export MARTLET_DATABASE_URL=sqlite:$ROOT/var/new/martlet.db
        "$martlet" migrate
        "$martlet" demo create --seed 7
    )
    mv var/new/martlet.db* var/
    rmdir var/new
}

[ $# -eq 0 ] || fail "./dev run takes no arguments. Settings are environment variables: MARTLET_HTTP, MARTLET_DATABASE_URL."
scripts/setup.sh run
stamp=.build/dev/run.built
# SwiftPM compiles some dependencies again on its second look; where nothing of ours changed it need not look at all.
if [ -x "$martlet" ] && [ -e "$stamp" ] && [ -z "$(find Package.swift Sources -newer "$stamp" -print -quit)" ]; then
    start
fi
if [ -x "$martlet" ]; then
    say "Building what has changed"
else
    say "Building Martlet for the first time: ten to fifteen minutes on two cores, seconds from then on"
fi
mkdir -p "$(dirname "$stamp")"
touch "$stamp.new"
build_visibly run-build swift build --configuration release --product martlet
mv "$stamp.new" "$stamp"
start
