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
  module=$(basename "$room")
  # The program and what only the program uses have no public interface.
  [ "$module" = EdgeCommand ] || cp "$graphs/$module".symbols.json "$graphs/$module"@*.symbols.json "$selected" 2>/dev/null || true
done
docc convert Sources/EdgeRunner/EdgeRunner.docc --additional-symbol-graph-dir "$selected" \
  --fallback-display-name EdgeRunner --fallback-bundle-identifier edgerunner --output-path .build/documentation
echo "the documentation is in .build/documentation; look at it with: docc preview Sources/EdgeRunner/EdgeRunner.docc \\"
echo "  --additional-symbol-graph-dir $selected"
