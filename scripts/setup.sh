#!/usr/bin/env bash
# Installs what building and testing need. Usage: scripts/setup.sh [packages] [runtimes] [tools] [firmware]   (default: all)
#   packages  C libraries EdgeRunner links with, from the system's package manager
#   tools     what only tests and lint need: C compilers beside the toolchain's clang, for this machine and for Arm's
#             microcontrollers with its C library, clang-format
#   firmware  the emulator of the virtual boards
#   runtimes  LiteRT and ONNX Runtime, pinned, into ./.venv
# Each step looks first and does nothing when all is there. With CI=true a failing step ends the run; otherwise
# missing runtimes are only a warning, since EdgeRunner works without them.
set -euo pipefail
cd "$(dirname "$0")/.."

# The last five are looked for at run time, when a picture of their format comes: TIFF, GIF, JPEG 2000, AVIF, HEIC.
PACKAGES=(libturbojpeg0-dev libpng-dev libwebp-dev libcairo2-dev zlib1g-dev pkg-config fonts-dejavu-core
  libtiff-dev libgif-dev libopenjp2-7-dev libavif-dev libheif-dev)
TOOLS=(clang-format gcc gcc-arm-none-eabi libnewlib-arm-none-eabi python3-venv)
FIRMWARE=(qemu-system-arm)

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: error: %s\n' "$*" >&2
  exit 1
}

install_packages() {
  if ! command -v apt-get >/dev/null; then
    if command -v brew >/dev/null; then
      brew install jpeg-turbo libpng webp cairo pkg-config clang-format qemu libtiff giflib openjpeg libavif libheif
      return
    fi
    say "no apt-get here: make sure that the counterparts of these Debian packages are installed: $*"
    return
  fi
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "these packages are missing and need root to install; run as root:
  apt-get install -y ${missing[*]}"
    as_root=(sudo)
  fi
  local quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  "${as_root[@]}" "${quiet[@]}" update
  "${as_root[@]}" "${quiet[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null
}

# Makes .venv and sets `pip` to the command that installs into it.
make_environment() {
  local python
  for python in python3 /usr/bin/python3; do
    command -v "$python" >/dev/null || continue
    pip=(.venv/bin/python -m pip)
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && return
    # Without ensurepip the environment gets no pip of its own; another pip can still fill it.
    pip=("$python" -m pip --python .venv/bin/python)
    rm -rf .venv
    "$python" -m venv --without-pip .venv >/dev/null 2>&1 && "${pip[@]}" --version >/dev/null 2>&1 && return
  done
  say "no python3 here can make a virtual environment (Debian: python3-venv)" >&2
  return 1
}

install_runtimes() {
  local stamp=.venv/edgerunner-setup wanted pip
  wanted=$(cksum <scripts/requirements.txt)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  say "installing the host runtimes into .venv"
  make_environment || return 1
  "${pip[@]}" install --quiet --disable-pip-version-check --only-binary :all: -r scripts/requirements.txt || return 1
  printf '%s\n' "$wanted" >"$stamp"
}

[ $# -gt 0 ] || set -- packages tools firmware runtimes
command -v swift >/dev/null || fail "no swift on the PATH; EdgeRunner needs Swift 6.2 or newer (swift.org/install)"
for step in "$@"; do
  case $step in
    packages) install_packages "${PACKAGES[@]}" ;;
    tools) install_packages "${TOOLS[@]}" ;;
    firmware) install_packages "${FIRMWARE[@]}" ;;
    runtimes)
      install_runtimes && continue
      [ "${CI:-}" = true ] && fail "the host runtimes could not be installed"
      say "warning: no host runtimes; litert: and onnxruntime: stay unavailable and their tests are skipped" >&2
      ;;
    *) fail "unknown step $step" ;;
  esac
done
