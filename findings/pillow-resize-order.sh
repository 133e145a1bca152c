#!/usr/bin/env bash
# pillow 13.0.0 (numpy 2.4.6, Python 3.11 or newer): resize goes over rows or over
# columns first depending on how many pixels the height and the width lose, so a
# picture and its transpose come out with different bits.
#
# The vertical pass comes first if the height loses some pixels and more than twice
# as many as the width loses (a count, not a ratio; a width that grows counts as
# negative). Otherwise the horizontal pass does; in 12.3.0 it does for all four sizes
# below. Each pass rounds to 8 bits, so the order shows in about a sixth of the
# pixels of noise. Code that copies one order is off by bits for the other.
#
# Output when written (BILINEAR, to 224 by 224; the order that gives the same bits,
# and the share of pixels in which resizing the transpose differs):
#   640x480: horizontal first, transpose differs in 16.9%
#   480x640: horizontal first, transpose differs in 17.2%
#   480x736: horizontal first, transpose differs in 16.5%
#   480x737: vertical first, transpose differs in 0.0%
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

side = 224
def resize(pixels, width, height):
    return numpy.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BILINEAR))

noise = numpy.random.default_rng(0)
seen = []
for width, height in ((640, 480), (480, 640), (480, 736), (480, 737)):
    pixels = noise.integers(0, 256, (height, width), numpy.uint8)
    result = resize(pixels, side, side)
    orders = {
        "horizontal": resize(resize(pixels, side, height), side, side),
        "vertical": resize(resize(pixels, width, side), side, side),
    }
    order = [name for name, steps in orders.items() if numpy.array_equal(steps, result)]
    transposed = resize(numpy.ascontiguousarray(pixels.T), side, side).T
    differs = (transposed != result).mean()
    print("%dx%d: %s first, transpose differs in %.1f%%" % (
        width, height, " and ".join(order), 100 * differs))
    seen.append((order, bool(differs > 0.1)))
expected = [(["horizontal"], True)] * 3 + [(["vertical"], False)]
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
