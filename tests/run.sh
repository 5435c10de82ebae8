#!/bin/sh
# Runs all tests, the shaders really on a GPU: where there is no driver, a software one is
# installed first. Fails if no GPU test ran.
set -eu
cd "$(dirname "$0")/.."

sh .ci/setup-vulkan.sh
export ROOFSCAPE_REQUIRE_GPU=1
# A stale or foreign shader cache must not decide what is tested.
export MESA_SHADER_CACHE_DISABLE=1
# The Vulkan loader complains without one.
export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-$(mktemp -d)}"

ran="${CARGO_TARGET_DIR:-target}/tmp/gpu-tests"
rm -rf "$ran"
cargo test "$@"

expected=$(grep -c 'device("' tests/gpu_parity.rs)
ignored=$(grep -c '^#\[ignore' tests/gpu_parity.rs || true)
count=$(find "$ran" -type f 2>/dev/null | wc -l)
if [ "$count" -ne $((expected - ignored)) ]; then
    echo "$count GPU tests ran, expected $((expected - ignored))." >&2
    exit 1
fi
echo "$count GPU tests ran, on: $(awk 1 "$ran"/* | sort -u)"
