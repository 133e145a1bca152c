#!/usr/bin/env bash
# opencv-python-headless 5.0.0.93 (numpy 2.4.6; pillow 13.0.0 makes the files;
# Python 3.11 or newer): IMREAD_REDUCED_COLOR_2 squeezes a TIFF that is to be
# turned by a quarter.
#
# A picture stored 80 wide and 40 high with orientation 6 should come out 20 wide
# and 40 high, as it does from a PNG. From a TIFF it comes out 40 wide and 20 high:
# turned upright, and then stretched into the size that fits it unturned. The
# square of 20 by 20 pixels in it becomes 20 wide and 5 high instead of 10 by 10.
# IMREAD_COLOR is right for both files.
#
# Output when written (picture's width x height, its square's width x height):
#   PNG full: 40x80, 20x20; reduced: 20x40, 10x10
#   TIFF full: 40x80, 20x20; reduced: 40x20, 20x5
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
picture.paste((0, 0, 200), (0, 0, 20, 20))
orientation = Image.Exif()
orientation[0x0112] = 6  # turn by a quarter to the right to show it

def sizes(stored, flag):
    read = cv2.imdecode(stored, flag)
    blue = numpy.argwhere(read[:, :, 0] > 100)
    height, width = blue.max(0) - blue.min(0) + 1
    return "%dx%d, %dx%d" % (read.shape[1], read.shape[0], width, height)

seen = []
for form, options in (("PNG", {"exif": orientation}), ("TIFF", {"tiffinfo": {0x0112: 6}})):
    file = io.BytesIO()
    picture.save(file, form, **options)
    stored = numpy.frombuffer(file.getvalue(), numpy.uint8)
    seen.append("%s full: %s; reduced: %s" % (
        form, sizes(stored, cv2.IMREAD_COLOR), sizes(stored, cv2.IMREAD_REDUCED_COLOR_2)))
print("\n".join(seen))
expected = ["PNG full: 40x80, 20x20; reduced: 20x40, 10x10",
            "TIFF full: 40x80, 20x20; reduced: 40x20, 20x5"]
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
