#!/usr/bin/env bash
# pillow 13.0.0 (numpy 2.4.6, Python 3.11 or newer): resize with a box reads pixels
# outside the box, so it is not the same as cropping to the box and resizing.
#
# The filter reaches past the box's edges as far as the whole picture goes. A black
# square cut by its exact bounds out of white gets a grey rim with BILINEAR, BICUBIC
# and LANCZOS, and none with BOX here, where each output pixel covers whole pixels.
# A pipeline that swaps crop().resize() for resize(box=) gives a classifier other
# pixels around every object.
#
# Output when written (brightest pixel of a black square of 40 by 40, made 10 by 10):
#   BOX: box 0, crop 0
#   BILINEAR: box 60, crop 0
#   BICUBIC: box 38, crop 0
#   LANCZOS: box 32, crop 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: \
    pillow==13.0.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys
import numpy
from PIL import Image

pixels = numpy.full((100, 100), 255, numpy.uint8)
pixels[30:70, 30:70] = 0
picture = Image.fromarray(pixels)
square = (30, 30, 70, 70)
seen = []
for name in ("BOX", "BILINEAR", "BICUBIC", "LANCZOS"):
    resampling = Image.Resampling[name]
    box = picture.resize((10, 10), resampling, box=square)
    crop = picture.crop(square).resize((10, 10), resampling)
    seen.append("%s: box %d, crop %d" % (name, box.getextrema()[1], crop.getextrema()[1]))
print("\n".join(seen))
expected = ["BOX: box 0, crop 0", "BILINEAR: box 60, crop 0",
            "BICUBIC: box 38, crop 0", "LANCZOS: box 32, crop 0"]
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
