#!/usr/bin/env bash
# Checks the format of all Swift, C and shell files in the repository; changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
swift_files=()
while read -r file; do swift_files+=("$file"); done < <(git ls-files '*.swift')
swift format lint --strict --parallel "${swift_files[@]}" || status=1

# Generated tables say so in their first line and are as their generator prints them.
c_files=()
while read -r file; do
  head -n 1 "$file" | grep -qi generated || c_files+=("$file")
done < <(git ls-files '*.c' '*.h')
if [ ${#c_files[@]} -gt 0 ]; then
  clang-format --dry-run -Werror "${c_files[@]}" || status=1
fi

while read -r file; do
  bash -n "$file" || status=1
done < <(git ls-files '*.sh' .ci/run)

scripts/embedded-files.sh --check || status=1

# Bare-metal targets come with the toolchains of swift.org, not with Xcode's.
if [ "$(uname -s)" = Linux ]; then
  scripts/embedded-check/check.sh >/dev/null || status=1
fi

[ $status -eq 0 ] && echo "lint: ${#swift_files[@]} Swift files and ${#c_files[@]} C files are clean"
exit $status
