#!/usr/bin/env bash
# opencv-python-headless 5.0.0.93 (numpy 2.4.6; pillow 13.0.0 makes the files;
# Python 3.11 or newer): imread and imdecode turn a JPEG, PNG or WebP upright by
# its EXIF orientation, but leave an AVIF lying as stored.
#
# The AVIF says how to turn it in its irot property, which Pillow writes in place of
# EXIF's tag. Code that stores the same photo as AVIF instead of JPEG gets width and
# height swapped, and a detector's boxes in other places. No error is raised.
#
# Output when written (shape of a picture stored 80 wide and 40 high):
#   JPEG (80, 40), PNG (80, 40), WEBP (80, 40), AVIF (40, 80)
#   AVIF has irot: True; Pillow reads its orientation as 6
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
shapes = {}
for form in ("JPEG", "PNG", "WEBP", "AVIF"):
    file = io.BytesIO()
    picture.save(file, form, exif=orientation)
    stored = numpy.frombuffer(file.getvalue(), numpy.uint8)
    shapes[form] = cv2.imdecode(stored, cv2.IMREAD_COLOR).shape[:2]
irot = b"irot" in file.getvalue()
read = Image.open(file).getexif()[0x0112]
print(", ".join("%s %s" % item for item in shapes.items()))
print("AVIF has irot: %s; Pillow reads its orientation as %d" % (irot, read))
seen = (shapes, irot, read)
turned = (80, 40)
expected = ({"JPEG": turned, "PNG": turned, "WEBP": turned, "AVIF": (40, 80)}, True, 6)
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
