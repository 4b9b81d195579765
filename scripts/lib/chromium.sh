# Sourced: sees that there is a browser to look at pages with.

# prepare_chromium: installs Debian's if there is none. Status 75 (cannot run yet) where none can be had.
prepare_chromium() {
    local name
    [ -z "${MARTLET_CHROMIUM:-}" ] || return 0
    for name in chromium chromium-browser google-chrome; do
        command -v $name >/dev/null && return
    done
    scripts/setup.sh browser || return 75
}
