#!/bin/sh
# Makes sure that some Vulkan driver is installed, if need be the one that computes on the CPU
# (Mesa's llvmpipe), so that the GPU tests have something to run on. Quick where there is one.
set -eu

# What the Vulkan loader would find: a manifest of a driver, and the loader itself.
has_driver() {
    if [ -n "${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-}}" ]; then
        return 0
    fi
    for folder in /usr/share/vulkan/icd.d /etc/vulkan/icd.d /usr/local/share/vulkan/icd.d \
        "${XDG_DATA_HOME:-${HOME:-/root}/.local/share}/vulkan/icd.d"; do
        for manifest in "$folder"/*.json; do
            [ -e "$manifest" ] && return 0
        done
    done
    return 1
}

has_loader() {
    for folder in /usr/lib /usr/lib64 /usr/local/lib /lib; do
        for library in "$folder"/libvulkan.so.1 "$folder"/*/libvulkan.so.1; do
            [ -e "$library" ] && return 0
        done
    done
    return 1
}

case "$(uname -s)" in
    Linux) ;;
    Darwin)
        echo "macOS needs no Vulkan: the GPU is reached through Metal."
        exit 0
        ;;
    *)
        echo "On Windows the GPU is reached through DirectX 12, which comes with the system."
        exit 0
        ;;
esac

if has_driver && has_loader; then
    echo "A Vulkan driver is installed."
    exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
    echo "No Vulkan driver found. Install Mesa's, then run this again:" >&2
    echo "  Fedora: dnf install mesa-vulkan-drivers vulkan-loader" >&2
    echo "  Arch:   pacman -S vulkan-swrast vulkan-icd-loader" >&2
    echo "  Alpine: apk add mesa-vulkan-swrast vulkan-loader" >&2
    exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    echo "No Vulkan driver found, and installing one takes root: run this as root." >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends mesa-vulkan-drivers libvulkan1

if ! { has_driver && has_loader; }; then
    echo "mesa-vulkan-drivers is installed, but the loader finds no driver." >&2
    exit 1
fi
echo "Installed Mesa's Vulkan drivers."
