#!/usr/bin/env bash
# Builds the documentation of the library's modules into .build/documentation, with the toolchain's own tools.
set -euo pipefail
cd "$(dirname "$0")/.."

swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members
graphs=$(dirname "$(swift build --show-bin-path)")/symbolgraph
selected=.build/documentation-symbols
rm -rf "$selected"
mkdir -p "$selected"
for room in Sources/Edge*/; do
  # Rooms that are the package's own have nothing to document.
  grep -rqE '^ *public ' "$room" || continue
  module=$(basename "$room")
  for graph in "$graphs/$module".symbols.json "$graphs/$module"@*.symbols.json; do
    [ ! -e "$graph" ] || cp "$graph" "$selected"
  done
done
docc convert Sources/EdgeRunner/EdgeRunner.docc --additional-symbol-graph-dir "$selected" \
  --fallback-display-name EdgeRunner --fallback-bundle-identifier edgerunner --output-path .build/documentation
echo "the documentation is in .build/documentation; look at it with: docc preview Sources/EdgeRunner/EdgeRunner.docc \\"
echo "  --additional-symbol-graph-dir $selected"
