#!/usr/bin/env bash
# Format, a build without warnings of ours, and the house rules. `./dev check --fix` formats the code first.
source "$(dirname "$0")/lib/say.sh"
source scripts/lib/build.sh
source scripts/lib/results.sh

fix=no
case "${1:-}" in
    '') ;;
    --fix) fix=yes ;;
    *) fail "./dev check takes --fix or nothing." ;;
esac

scripts/setup.sh test
ours=(Sources Tests Package.swift)
wrong=()

say "Format"
if ! swift format --version >/dev/null 2>&1; then
    note "This toolchain has no swift-format; not checked."
else
    [ $fix = no ] || swift format --in-place --parallel --recursive "${ours[@]}"
    swift format lint --strict --parallel --recursive "${ours[@]}" 2>&1 | tee "$LOGS/format.log" |
        sed 's/^/    /; s/ error: / /' | head -n 50 || true
    if [ -s "$LOGS/format.log" ]; then
        wrong+=("format: $(wc -l <"$LOGS/format.log") places (./dev check --fix mends most; all of them: .build/dev/format.log)")
    fi
fi

say "Contrast"
if ! scripts/contrast.py >"$LOGS/contrast.log"; then
    grep BELOW "$LOGS/contrast.log" | sed 's/^/    /'
    wrong+=("contrast: $(grep -c BELOW "$LOGS/contrast.log") pairs of colours (.build/dev/contrast.log)")
fi

say "Build"
build_visibly check-build swift build --build-tests
if ! scripts/warnings.py debug >"$LOGS/warnings.log"; then
    sed 's/^/    /' "$LOGS/warnings.log"
    wrong+=("warnings: $(wc -l <"$LOGS/warnings.log")")
fi

say "House rules"
export SWIFT_BACKTRACE=enable=no
run_tests 120 env NO_COLOR=1 TERM=dumb .build/debug/martletPackageTests.xctest \
    --testing-library swift-testing --filter '^HouseTests\.'
if [ $FAILED -gt 0 ] || [ $PASSED -eq 0 ]; then wrong+=("house rules: $PASSED kept, $FAILED broken"); fi

if [ ${#wrong[@]} -eq 0 ]; then
    say "${GREEN}All is well${PLAIN}: formatted, no warnings, $PASSED house rules kept."
else
    say "${RED}Not yet${PLAIN}"
    for line in "${wrong[@]}"; do note "$line"; done
    exit 1
fi
