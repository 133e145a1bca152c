#!/usr/bin/env bash
# pillow 13.0.0: loading a TIFF turns it upright by its
# orientation and takes the tag away; loading a JPEG, PNG or WebP does neither.
#
# Code that reads the orientation after loading and turns the pixels itself, or
# that keeps pixels as stored to fit labels drawn on them, works for every form but
# TIFF. The size that Image.open reports, before any pixel is read, is already that
# of the turned picture.
#
# Output when written (a picture stored 80 wide and 40 high, orientation 6):
#   JPEG opened (80, 40), loaded (80, 40), orientation 6
#   PNG opened (80, 40), loaded (80, 40), orientation 6
#   WEBP opened (80, 40), loaded (80, 40), orientation 6
#   TIFF opened (40, 80), loaded (40, 80), orientation None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: \
    pillow==13.0.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import io
import sys
from PIL import Image

picture = Image.new("RGB", (80, 40), (200, 0, 0))
orientation = Image.Exif()
orientation[0x0112] = 6  # turn by a quarter to the right to show it
seen = []
for form in ("JPEG", "PNG", "WEBP", "TIFF"):
    options = {"tiffinfo": {0x0112: 6}} if form == "TIFF" else {"exif": orientation}
    file = io.BytesIO()
    picture.save(file, form, **options)
    read = Image.open(file)
    opened = read.size
    read.load()
    seen.append("%s opened %s, loaded %s, orientation %s" % (
        form, opened, read.size, read.getexif().get(0x0112)))
print("\n".join(seen))
expected = [form + " opened (80, 40), loaded (80, 40), orientation 6"
            for form in ("JPEG", "PNG", "WEBP")]
expected.append("TIFF opened (40, 80), loaded (40, 80), orientation None")
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
