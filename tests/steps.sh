# Runs steps in sequence or side by side, and lists them with their seconds at the end, even when one fails. tests/run and
# .ci/run source this file and call `list_steps` on exit.

steps=()
log=$(mktemp)
beside_pid=

# step NAME COMMAND...: runs a command and records how long it took. What it printed stays in $log.
step() {
    local name=$1 began=$SECONDS code=0
    shift
    printf '== %s\n' "$name"
    "$@" </dev/null 2>&1 | tee -a "$log" || code=$?
    record "$name" "$((SECONDS - began))" "$code"
}

# beside NAME COMMAND...: starts a command beside the steps that follow. `beside_ends` waits for it and prints its output.
beside() {
    beside_name=$1
    shift
    printf '== %s: runs beside the next steps\n' "$beside_name"
    beside_folder=$(mktemp -d)
    (
        code=0
        "$@" </dev/null >"$beside_folder/log" 2>&1 &
        trap "kill $! 2>/dev/null; wait $!" TERM
        wait $! || code=$?
        echo "$SECONDS" >"$beside_folder/ended"
        exit "$code"
    ) &
    beside_pid=$!
    beside_began=$SECONDS
}

beside_ends() {
    local code=0
    wait "$beside_pid" || code=$?
    beside_pid=
    printf '== %s\n' "$beside_name"
    tee -a "$log" <"$beside_folder/log"
    record "$beside_name" "$(($(cat "$beside_folder/ended") - beside_began))" "$code"
}

# Adds a step to the list, and ends the run if it failed.
record() {
    local failed=
    (($3 == 0)) || failed=' FAILED'
    steps+=("$(printf '%6d s  %s' "$2" "$1")$failed")
    printf '== %s took %d s%s\n' "$1" "$2" "$failed"
    (($3 == 0)) || exit "$3"
}

# Stops what still runs beside the steps, and lists the steps.
list_steps() {
    if [[ -n $beside_pid ]]; then
        kill "$beside_pid" 2>/dev/null && wait "$beside_pid" 2>/dev/null || true
    fi
    if ((${#steps[@]} > 0)); then
        printf '\n'
        printf '%s\n' "${steps[@]}" "$(printf '%6d s  in all' "$SECONDS")"
    fi
    rm -rf "$log" "${beside_folder-}"
}
