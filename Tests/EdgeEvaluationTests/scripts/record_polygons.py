"""Records how OpenCV fills polygons, for PolygonFillTests: run with opencv-python-headless 5.0.0 and pycocotools.

    python record_polygons.py

Writes Fixtures/filled_polygons.json: sides, corners and the filled pixels as COCO's compressed run lengths.
"""
import json
import pathlib
import random

import cv2
import numpy as np
from pycocotools import mask

HERE = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"


def main():
    random.seed(7)
    cases = []
    for index in range(60):
        width, height = random.choice([(32, 24), (40, 40), (17, 50)])
        beyond = 12 if index % 2 else 0
        count = random.choice([1, 2, 3, 4, 6, 12, 40])
        corners = [
            [random.randint(-beyond, width - 1 + beyond), random.randint(-beyond, height - 1 + beyond)]
            for _ in range(count)
        ]
        pixels = np.zeros((height, width), np.uint8)
        cv2.fillPoly(pixels, np.array([corners], np.int32), color=1)
        runs = mask.encode(np.asfortranarray(pixels))["counts"].decode()
        cases.append({"width": width, "height": height, "corners": corners, "runs": runs})
    (HERE / "filled_polygons.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


main()
