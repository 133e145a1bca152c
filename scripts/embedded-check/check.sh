#!/bin/sh
# Compiles EdgeWire and a sample board for bare-metal targets and lists what they need at run time.
# Fails when the sources use what Embedded Swift lacks, or when the object needs more than memory primitives.
set -eu
cd "$(dirname "$0")/../.."
targets="${*:-armv7em-none-none-eabi riscv32-none-none-eabi}"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
nm=$(dirname "$(command -v swiftc)")/llvm-nm
for target in $targets; do
  # shellcheck disable=SC2046
  swiftc -target "$target" -enable-experimental-feature Embedded -enable-experimental-feature Extern -wmo -Osize \
    -parse-as-library -swift-version 6 -warnings-as-errors -module-name Sample \
    -Xfrontend -function-sections -Xfrontend -disable-stack-protector \
    -c $(find Sources/EdgeWire -name '*.swift') scripts/embedded-check/Sample.swift -o "$out/sample.o"
  [ -x "$nm" ] || nm=nm
  unexpected=$("$nm" --undefined-only "$out/sample.o" | awk '{print $NF}' |
    grep -v -E '^(uart_(read|write)|mem(cpy|move|set|cmp)|__aeabi_.*|posix_memalign|free|__.*(di3|[sd]f2))$' || true)
  if [ -n "$unexpected" ]; then
    echo "$target: unexpected run-time needs:" $unexpected >&2
    exit 1
  fi
  echo "$target: ok"
done
