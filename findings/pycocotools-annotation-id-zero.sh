#!/usr/bin/env bash
# pycocotools 2.0.11 (numpy 2.4.6, Python 3.11 or newer): a truth whose id is 0
# counts as never found, and the detection that found it as a false one.
#
# The evaluation notes a match by writing the truth's id into an array of zeros,
# and later takes every zero for "no match". So the file's one annotation with
# id 0, which any exporter that numbers from 0 writes, costs a hit and adds a false
# alarm. With a single truth, found exactly, the AP is 0. The same file numbered from 1 gives 1.
#
# Output when written:
#   truth's id 1: AP 1.000, recall 1.000
#   truth's id 0: AP 0.000, recall 0.000
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

box = [10, 10, 20, 20]

def evaluate(id):
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [{"id": 1, "width": 100, "height": 100}],
        "categories": [{"id": 1, "name": "thing"}],
        "annotations": [{"id": id, "image_id": 1, "category_id": 1, "bbox": box,
                         "area": 400, "iscrowd": 0}],
    }
    found = [{"image_id": 1, "category_id": 1, "bbox": list(box), "score": 0.9}]
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return "AP %.3f, recall %.3f" % (evaluation.stats[0], evaluation.stats[8])

seen = [evaluate(1), evaluate(0)]
print("truth's id 1:", seen[0])
print("truth's id 0:", seen[1])
expected = ["AP 1.000, recall 1.000", "AP 0.000, recall 0.000"]
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
