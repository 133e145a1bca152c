#!/usr/bin/env bash
# pycocotools 2.0.11 (numpy 2.4.6, Python 3.11 or newer): where annotations share
# an id, the evaluation puts the last of them in the place of every other one.
#
# It happens to anyone who joins two annotation files that each number from 1.
# No warning is given. COCO keeps the annotations in a dictionary by id, and the
# evaluation looks each image's annotations up there by id, so the first image is
# scored against a box of the second. The number of boxes stays right, so counts
# do not show it; a detector that finds everything gets an AP of 0.25, not 1.
#
# Output when written:
#   annotation ids 1, 2: AP 1.000
#   annotation ids 7, 7: AP 0.252
#   boxes of image 1 by loadAnns with ids 7, 7: [[50, 50, 30, 30]]
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

boxes = {1: [10, 10, 20, 20], 2: [50, 50, 30, 30]}

def evaluate(ids):
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [{"id": image, "width": 100, "height": 100} for image in boxes],
        "categories": [{"id": 1, "name": "thing"}],
        "annotations": [
            {"id": id, "image_id": image, "category_id": 1, "bbox": boxes[image],
             "area": boxes[image][2] * boxes[image][3], "iscrowd": 0}
            for id, image in zip(ids, boxes)
        ],
    }
    found = [{"image_id": image, "category_id": 1, "bbox": list(boxes[image]), "score": 0.9}
             for image in boxes]
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return truth, "%.3f" % evaluation.stats[0]

_, apart = evaluate([1, 2])
truth, shared = evaluate([7, 7])
first = [a["bbox"] for a in truth.loadAnns(truth.getAnnIds(imgIds=[1]))]
print("annotation ids 1, 2: AP", apart)
print("annotation ids 7, 7: AP", shared)
print("boxes of image 1 by loadAnns with ids 7, 7:", first)
seen = (apart, shared, first)
expected = ("1.000", "0.252", [[50, 50, 30, 30]])
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
