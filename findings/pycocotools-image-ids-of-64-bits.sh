#!/usr/bin/env bash
# pycocotools 2.0.11 (numpy 2.4.6, Python 3.11 or newer): image ids that are
# unsigned 64-bit hashes leave images out of the evaluation without a word.
#
# COCOeval passes the ids through numpy.unique. Where some are below 2^63 and some
# are not, numpy has no whole-number type for both and makes them float64. An id
# that float64 cannot hold is rounded, is found nowhere after that, and its image
# is evaluated as an empty one. So a detector's misses there cost nothing. If all
# the ids are below 2^63, or all above, they stay exact and nothing is lost.
#
# The detector below finds the box of image 1 and misses those of two others.
#
# Output when written:
#   other ids 2 and 3: AP 0.337
#   other ids 2^53+1 and 2^53+3: AP 0.337
#   other ids 2^53+1 and 2^63+5: AP 1.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: \
    pycocotools==2.0.11 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import contextlib
import io
import sys
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

def evaluate(*others):
    images = (1,) + others
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [{"id": image, "width": 100, "height": 100} for image in images],
        "categories": [{"id": 1, "name": "thing"}],
        "annotations": [
            {"id": number + 1, "image_id": image, "category_id": 1,
             "bbox": [10, 10, 20, 20], "area": 400, "iscrowd": 0}
            for number, image in enumerate(images)
        ],
    }
    found = [{"image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20], "score": 0.9}]
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return "%.3f" % evaluation.stats[0]

seen = [evaluate(2, 3), evaluate(2**53 + 1, 2**53 + 3), evaluate(2**53 + 1, 2**63 + 5)]
print("other ids 2 and 3: AP", seen[0])
print("other ids 2^53+1 and 2^53+3: AP", seen[1])
print("other ids 2^53+1 and 2^63+5: AP", seen[2])
expected = ["0.337", "0.337", "1.000"]
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
