# Sourced: runs a build so that one sees it move.

# build_visibly NAME COMMAND…: a terminal gets one line that changes, anything else a line every ten seconds.
# Diagnostics are shown as they come; everything is kept in .build/dev/NAME.log.
build_visibly() {
    local log=$LOGS/$1.log
    shift
    if ! "$@" 2>&1 </dev/null | tee "$log" | show_progress; then
        fail "The build failed (everything it said: ${log#"$ROOT"/})"
    fi
}

show_progress() {
    local line='' piece step='starting' begun=$SECONDS shown=$SECONDS status
    while true; do
        status=0
        IFS= read -r -t 10 piece || status=$?
        line+=$piece
        if [ $status -gt 128 ]; then # nothing new for ten seconds; SwiftPM says without ending the line that it waits
            show_step "${line:-$step}"
            continue
        fi
        [ $status -ne 0 ] && [ -z "$line" ] && break
        case $line in
            '['*/*']'*)
                step=$line
                if [ $TERMINAL = yes ] || [ $((SECONDS - shown)) -ge 10 ]; then show_step "$step" && shown=$SECONDS; fi
                ;;
            *"found "*" which are unhandled"* | *"/.build/checkouts/"* | '') ;; # other people's packages
            *)
                [ $TERMINAL = yes ] && printf '\r\e[K'
                printf '    %s\n' "$line"
                ;;
        esac
        line=''
    done
    [ $TERMINAL = no ] || printf '\r\e[K'
}

show_step() {
    local text
    printf -v text '    %3d s  %s' $((SECONDS - begun)) "$1"
    if [ $TERMINAL = yes ]; then printf '\r\e[K%s' "${text:0:$((${COLUMNS:-80} - 1))}"; else printf '%s\n' "$text"; fi
}
