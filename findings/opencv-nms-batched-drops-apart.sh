#!/usr/bin/env bash
# opencv-python-headless 5.0.0.93 (numpy 2.4.6, Python 3.11 or newer):
# cv2.dnn.NMSBoxesBatched can drop a box that overlaps no other, because the two
# have different classes.
#
# The function keeps classes apart by moving each box right and down by its class
# times (the largest coordinate + 1). That assumes that no coordinate is negative,
# but a detector's box often reaches past the left and top edges. Such a box of
# class 1 can land on one of class 0. The same boxes in one class, or without
# classes, are both kept.
#
# Output when written (indices kept):
#   no classes: [0, 1]
#   both of class 0: [0, 1]
#   classes 0 and 1: [0]
#   classes 0 and 1, all moved by 50: [0, 1]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: \
    opencv-python-headless==5.0.0.93 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys
import cv2

boxes = [[51, 51, 50, 50], [-50, -50, 50, 50]]  # left, top, width, height
moved = [[left + 50, top + 50, width, height] for left, top, width, height in boxes]
scores = [0.9, 0.8]
limits = {"score_threshold": 0.1, "nms_threshold": 0.5}
seen = {
    "no classes": cv2.dnn.NMSBoxes(boxes, scores, **limits),
    "both of class 0": cv2.dnn.NMSBoxesBatched(boxes, scores, [0, 0], **limits),
    "classes 0 and 1": cv2.dnn.NMSBoxesBatched(boxes, scores, [0, 1], **limits),
    "classes 0 and 1, all moved by 50": cv2.dnn.NMSBoxesBatched(moved, scores, [0, 1], **limits),
}
seen = {name: [int(index) for index in kept] for name, kept in seen.items()}
for name, kept in seen.items():
    print("%s: %s" % (name, kept))
expected = {"no classes": [0, 1], "both of class 0": [0, 1], "classes 0 and 1": [0],
            "classes 0 and 1, all moved by 50": [0, 1]}
if seen != expected:
    sys.exit("The behaviour changed; expected %r." % (expected,))
print("As described.")
PYTHON
