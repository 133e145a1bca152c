#!/usr/bin/env python3
"""Records what Ultralytics 8.4.190 finds with real exports, for RecordedHeadTests.

Usage: record_heads.py SHARED > ../Fixtures/heads.json
SHARED holds `models/new` and `images`. Needs ultralytics, onnxruntime and ai-edge-litert. Rows are x1 y1 x2 y2 score class
and, for poses, the keypoints; the best twelve of each picture, `count` of all.
"""
import json
import pathlib
import sys

from ultralytics import YOLO

MODELS = [
    "ort132_yolov8n_320_qdq_convonly.onnx",
    "small_yolo26_192_e2e.onnx",
    "small_yolo26-pose_192_e2e.onnx",
    "small_yolo26_192_nms.onnx",
    "ul84190_yolo26n_192_int8_tame.tflite",
    "ul84190_yolov8n_320_int8.tflite",
]

shared = pathlib.Path(sys.argv[1])
recorded = []
for name in MODELS:
    model = YOLO(str(shared / "models/new" / name), task="pose" if "pose" in name else "detect")
    for picture in ("bus.jpg", "zidane.jpg"):
        result = model.predict(str(shared / "images" / picture), verbose=False, save=False)[0]
        rows = []
        for index, row in enumerate(result.boxes.data[:12].tolist()):
            points = result.keypoints.data[index].flatten().tolist() if result.keypoints is not None else []
            rows.append(row + points)
        recorded.append({"model": name, "picture": picture, "count": len(result.boxes), "rows": rows})
print("[\n" + ",\n".join(json.dumps(entry) for entry in recorded) + "\n]")
