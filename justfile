# Shortcuts for the commands in CONTRIBUTING.md and docs/development.md.

# List the recipes
default:
    @just --list

# Build the program
build:
    cargo build

# Run the tests of every change
test:
    ./tests/run

# Run all tests, including the slow ones
test-all:
    ./tests/run --all

# Check the format, and lint
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Serve the worked example; give other options of `counterpart serve` to serve something else
serve *options="--demo":
    cargo run -- serve {{ options }}

# Write the report of the worked example
report out="report.html":
    cargo run --release -- report --ceo data/demo/ceo.json --candidates data/demo/candidates.json --out {{ out }}

# Run the benchmarks
bench:
    cargo bench -p fit

# Fuzz one reader; fuzz/README.md lists the targets
fuzz target="csv" seconds="300":
    mkdir -p fuzz/corpus/{{ target }}
    cargo +nightly fuzz run {{ target }} fuzz/corpus/{{ target }} fuzz/seeds/{{ target }} -- -max_total_time={{ seconds }} -dict=fuzz/words.dict
