#!/bin/sh
# Runs the tests that need a GPU, and fails if any of them did not really run. Software drivers
# do: `.ci/setup-vulkan.sh` installs one.
set -eu
cd "$(dirname "$0")/.."

sh .ci/setup-vulkan.sh
export ROOFSCAPE_REQUIRE_GPU=1
# A stale or foreign shader cache must not decide what is tested.
export MESA_SHADER_CACHE_DISABLE=1
# The loader complains without one.
export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-$(mktemp -d)}"

ran="${CARGO_TARGET_DIR:-target}/tmp/gpu-tests"
run() {
    rm -rf "$ran"
    cargo test --no-default-features --features gpu --test gpu_parity "$@" -- --test-threads=1
}
# Software drivers have been seen to crash now and then: one more try, no more.
run "$@" || { echo "GPU tests failed; trying once more." >&2; run "$@"; }

expected=$(grep -c 'device("' tests/gpu_parity.rs)
ignored=$(grep -c '^#\[ignore' tests/gpu_parity.rs)
count=$(find "$ran" -type f | wc -l)
echo "$count GPU tests ran, on: $(sort -u "$ran"/*)"
if [ "$count" -ne $((expected - ignored)) ]; then
    echo "Expected $((expected - ignored)) GPU tests to run." >&2
    exit 1
fi
