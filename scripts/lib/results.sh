# Sourced: runs the test program, shows what fails, and counts.

PASSED=0 FAILED=0 SKIPPED=0 TEST_PROGRAM=

# run_tests LIMIT COMMAND…: adds to PASSED, FAILED and SKIPPED. A run that lasts longer than LIMIT seconds is
# ended and is a failure; so is one that stops without Swift Testing's closing line.
run_tests() {
    local limit=$1 log=$LOGS/test.log line status=0 closed=no total=0 begun=$SECONDS
    local passed=0 failed=0 skipped=0 last='' shown=$SECONDS timed_out=no
    local -A running=()
    shift
    : >"$log"
    exec 3< <(exec "$@" 2>&1 </dev/null)
    TEST_PROGRAM=$!
    while true; do
        if [ $((SECONDS - begun)) -ge "$limit" ]; then timed_out=yes && break; fi
        status=0
        IFS= read -r -t 5 -u 3 line || status=$?
        if [ $status -gt 128 ]; then show_count; continue; fi
        [ $status -eq 0 ] || break
        printf '%s\n' "$line" >>"$log"
        note_line
        if [ $TERMINAL = yes ] || [ $((SECONDS - shown)) -ge 15 ]; then show_count; fi
    done
    [ $timed_out = no ] || end_tests
    exec 3<&-
    status=0
    wait $TEST_PROGRAM || status=$?
    TEST_PROGRAM=
    [ $TERMINAL = no ] || printf '\r\e[K'
    sum_up
}

# One line of Swift Testing's report.
note_line() {
    local name
    case $line in
        '✘ Suite '*) show_failure ;; # the lines of its tests do not name it
        '◇ Test case '* | '◇ Test run '* | *' Suite '*) ;;
        '◇ Test '*' started.')
            name=${line#'◇ Test '} last=${name%' started.'}
            running[$last]=$((${running[$last]:-0} + 1))
            ;;
        *'Test run with '*' passed after '* | *'Test run with '*' failed after '*)
            closed=yes total=${line#*'Test run with '} total=${total%% *}
            ;;
        '✔ Test '*' passed after '* | '━ Test '*' passed after '*) passed=$((passed + 1)) && has_ended ' passed after ' ;;
        '✘ Test '*' failed after '*) failed=$((failed + 1)) && has_ended ' failed after ' && show_failure ;;
        '➜ Test '*' skipped'*) skipped=$((skipped + 1)) && show_failure ;;
        '✘ '* | '↳ '* | *'Fatal error'* | *'error: '*) show_failure ;;
    esac
}

has_ended() {
    local name=${line#* Test }
    name=${name%"$1"*}
    [[ $name =~ ^(.*)\ with\ [0-9]+\ test\ cases?$ ]] && name=${BASH_REMATCH[1]}
    unset "running[\$name]"
}

show_failure() {
    [ $TERMINAL = no ] || printf '\r\e[K'
    case $line in # what repeats the source, or only announces the next line, is left out
        '↳ Testing Library '* | '↳ Target Platform'* | '↳ ///'* | '✘ Test isKept(_:) recorded'*) ;;
        *) note "$line" ;;
    esac
}

show_count() {
    shown=$SECONDS
    if [ $TERMINAL = yes ]; then
        printf '\r\e[K    %d passed, %d failed  %.60s' $passed $failed "$last"
    else
        note "$((SECONDS - begun)) s: $passed passed, $failed failed so far"
    fi
}

# The closing line counts every test, so whatever is not in it went wrong without saying so.
sum_up() {
    if [ $closed = yes ]; then
        passed=$((total - failed - skipped))
        if [ $status -ne 0 ] && [ $failed -eq 0 ] && [ "$total" -gt 0 ]; then
            note "The test program ended with status $status although no test failed (see .build/dev/test.log)."
            failed=1
        fi
    else
        if [ $timed_out = yes ]; then
            note "The tests ran for $limit s and were ended. Started last: ${last:-none}"
        else
            note "The test program stopped with status $status before its end. Started last: ${last:-none}"
        fi
        for last in "${!running[@]}"; do note "not finished: $last" && failed=$((failed + 1)); done
        [ $failed -gt 0 ] || failed=1
    fi
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
}

end_tests() { [ -z "$TEST_PROGRAM" ] || end_tree "$TEST_PROGRAM"; }

# Ends a process of ours and everything it started.
end_tree() {
    local child
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do end_tree "$child"; done
    kill -KILL "$1" 2>/dev/null || true
}
