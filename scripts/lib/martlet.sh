# Sourced: the debug build of Martlet, for what runs the program and not its tests.
source scripts/lib/build.sh

# prepare_martlet: sets MARTLET_BINARY, unless it is set, to the debug program; builds it if a source is newer.
prepare_martlet() {
    [ -z "${MARTLET_BINARY:-}" ] || return 0
    MARTLET_BINARY=$ROOT/.build/debug/martlet
    if [ -x "$MARTLET_BINARY" ] && [ -z "$(find Package.swift Sources -newer "$MARTLET_BINARY" -print -quit)" ]; then
        return
    fi
    scripts/setup.sh run
    say "Building Martlet (debug)"
    build_visibly martlet-build swift build --product martlet
}
