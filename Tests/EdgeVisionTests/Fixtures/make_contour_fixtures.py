"""Writes contours.json: small masks and the outlines that OpenCV's findContours gives for them.

Run in this folder with opencv-python-headless 4.10.
"""

import json

import cv2
import numpy as np

rng = np.random.default_rng(7)
cases = []
for index in range(60):
    height, width = (int(v) for v in rng.integers(1, 21, 2))
    mask = (rng.random((height, width)) < rng.choice([0.15, 0.4, 0.6, 0.85])).astype(np.uint8)
    if index % 3 == 0:
        # Blobs, such as a detector gives, rings among them.
        mask = np.zeros((height, width), np.uint8)
        for _ in range(3):
            center = tuple(int(v) for v in rng.integers(0, 20, 2))
            cv2.circle(mask, center, int(rng.integers(1, 9)), 1, int(rng.choice([-1, 1, 2])))
    contours, _ = cv2.findContours(mask.copy(), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    cases.append(
        {
            "width": width,
            "height": height,
            "bits": "".join(map(str, mask.ravel().tolist())),
            "contours": [contour.reshape(-1, 2).tolist() for contour in contours],
        }
    )
with open("contours.json", "w") as file:
    json.dump(cases, file, separators=(",", ":"))
    file.write("\n")
