#!/usr/bin/env bash
# opencv-python-headless 5.0.0.93 (numpy 2.4.6; pillow 13.0.0 makes the files;
# Python 3.11 or newer): IMREAD_IGNORE_ORIENTATION does not hold for TIFF.
#
# The flag is for code that wants the pixels as stored, say because its labels were
# drawn on them. IMREAD_UNCHANGED is documented to ignore orientation too. Both do
# for JPEG, PNG and WebP. A TIFF is turned all the same, so a folder of several
# forms gives pictures of both kinds.
#
# Output when written (shape of a picture stored 80 wide and 40 high):
#   JPEG ignoring (40, 80), unchanged (40, 80)
#   PNG ignoring (40, 80), unchanged (40, 80)
#   WEBP ignoring (40, 80), unchanged (40, 80)
#   TIFF ignoring (80, 40), unchanged (80, 40)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: \
    opencv-python-headless==5.0.0.93 pillow==13.0.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import io
import sys
import cv2
import numpy
from PIL import Image

picture = Image.new("RGB", (80, 40), (200, 0, 0))
orientation = Image.Exif()
orientation[0x0112] = 6  # turn by a quarter to the right to show it
seen = []
for form in ("JPEG", "PNG", "WEBP", "TIFF"):
    options = {"tiffinfo": {0x0112: 6}} if form == "TIFF" else {"exif": orientation}
    file = io.BytesIO()
    picture.save(file, form, **options)
    stored = numpy.frombuffer(file.getvalue(), numpy.uint8)
    ignoring = cv2.imdecode(stored, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    unchanged = cv2.imdecode(stored, cv2.IMREAD_UNCHANGED)
    print("%s ignoring %s, unchanged %s" % (form, ignoring.shape[:2], unchanged.shape[:2]))
    seen.append((form, ignoring.shape[:2], unchanged.shape[:2]))
as_stored, turned = (40, 80), (80, 40)
expected = [(form, as_stored, as_stored) for form in ("JPEG", "PNG", "WEBP")]
expected.append(("TIFF", turned, turned))
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
