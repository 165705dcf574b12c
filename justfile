# Short names for what the README and CONTRIBUTING describe. Nothing here does more than the commands it shows.

# List the recipes.
default:
    @just --list

# Write the report of the worked example.
report out="report.html":
    cargo run --release -- report --ceo data/demo/ceo.json --candidates data/demo/candidates.json --out {{out}}

# Run every test.
test:
    ./tests/run

# Run everything that must pass before a change is merged.
ci:
    ./.ci/run

# Measure the engine.
bench:
    cargo bench -p fit

# Feed random input to one reader: json, lines, csv, xlsx, workbook or framework.
fuzz target="csv" seconds="300":
    mkdir -p fuzz/corpus/{{target}}
    cargo +nightly fuzz run {{target}} fuzz/corpus/{{target}} fuzz/seeds/{{target}} -- -max_total_time={{seconds}} -dict=fuzz/words.dict
