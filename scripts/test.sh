#!/usr/bin/env bash
# Builds and runs every test on SQLite and on a private PostgreSQL, then the checks by independent programs
# in scripts/external/. Ends with the line "N passed, N failed".
source "$(dirname "$0")/lib/say.sh"
source scripts/lib/build.sh
source scripts/lib/postgres.sh
source scripts/lib/results.sh

filter='' engine='' configuration=debug
while [ $# -gt 0 ]; do
    case $1 in
        --filter) filter=${2:?--filter needs a name} && shift 2 ;;
        --engine) engine=${2:?--engine needs sqlite or postgres} && shift 2 ;;
        --release) configuration=release && shift ;;
        *) fail "./dev test does not know '$1'. It takes --filter NAME, --engine sqlite|postgres, --release." ;;
    esac
done
case $engine in
    '') engines=sqlite,postgres ;;
    sqlite | postgres) engines=$engine ;;
    *) fail "There is no engine '$engine': it is sqlite or postgres." ;;
esac

scripts/setup.sh test
flags=(--configuration $configuration)
[ $configuration = debug ] || flags+=(-Xswiftc -enable-testing)

say "Building the tests ($configuration)"
build_visibly test-build swift build --build-tests "${flags[@]}"

trap 'end_tests; stop_postgres' EXIT
trap 'exit 130' INT TERM HUP
export MARTLET_TEST_ENGINES=$engines   # what the tests run on
unset MARTLET_TEST_POSTGRES
if [[ $engines == *postgres* ]]; then
    say "Starting a private PostgreSQL"
    start_postgres
    export MARTLET_TEST_POSTGRES=$POSTGRES_URL
fi

say "Running the tests on ${engines/,/ and }"
export SWIFT_BACKTRACE=enable=no # printing one takes minutes, and looks like a hang
selection=()
[ -z "$filter" ] || selection=(--filter "$filter")
# The test program itself, not `swift test`: that one holds back what the tests say until they end, so that a hang
# could not be named, and locks the build folder meanwhile.
run_tests "${MARTLET_TEST_TIMEOUT:-900}" \
    env NO_COLOR=1 TERM=dumb ".build/$configuration/martletPackageTests.xctest" --testing-library swift-testing "${selection[@]}"
stop_postgres

if [ -z "$filter" ]; then
    export MARTLET_BINARY=$ROOT/.build/$configuration/martlet
    for external in scripts/external/*.sh; do
        [ -x "$external" ] || continue
        name=$(basename "$external" .sh)
        say "Checking by another program: $name"
        status=0
        "$external" >"$LOGS/external-$name.log" 2>&1 </dev/null || status=$?
        case $status in
            0) PASSED=$((PASSED + 1)) ;;
            75) SKIPPED=$((SKIPPED + 1)) && note "skipped: it says that it cannot run yet" ;;
            *)
                FAILED=$((FAILED + 1))
                sed 's/^/    /' "$LOGS/external-$name.log"
                note "${RED}failed: $external$PLAIN"
                ;;
        esac
    done
fi

[ $SKIPPED -eq 0 ] || note "$SKIPPED skipped (their reasons are above)"
[ $((PASSED + FAILED)) -gt 0 ] || note "No test ran."
echo "$PASSED passed, $FAILED failed"
[ $FAILED -eq 0 ] && [ $PASSED -gt 0 ]
