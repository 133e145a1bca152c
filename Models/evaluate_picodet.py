#!/usr/bin/env python3
"""Measure COCO mAP of the PicoDet-S 416 models (float ONNX and/or TFLite).

  evaluate_picodet.py --coco DIR MODEL [MODEL ...] [--half all|even|odd]

DIR holds `annotations/instances.json` and `images/`.  A MODEL ending in .onnx
is run with onnxruntime, one ending in .tflite with LiteRT (its default path:
XNNPACK delegate; `--ref` selects the reference kernels instead).

Settings: plain resize to 416x416 (cv2 INTER_LINEAR, no letterbox), RGB, scores
from 0.001, NMS per class at IoU 0.6, at most 100 detections per picture,
pycocotools bbox AP.  `--half` restricts the pictures to those at even or odd
positions of the sorted list of file names (the even ones were used to calibrate
the int8 model).
"""
import argparse
import json
import os
import time

import cv2
import numpy as np

SIZE = 416


def preprocess(path):
    """Picture file -> uint8 RGB (416, 416, 3) and the original (width, height)."""
    image = cv2.imread(path, cv2.IMREAD_COLOR)
    height, width = image.shape[:2]
    image = cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(image[:, :, ::-1]), (width, height)


def onnx_runner(path):
    """The ONNX form: float NCHW input 0..1, boxes in pixels."""
    import onnxruntime as ort
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(image):
        x = image.astype(np.float32).transpose(2, 0, 1)[None] / np.float32(255)
        y = session.run(None, {name: x})[0][0]
        y[:4] /= SIZE
        return y
    return run


def tflite_runner(path, reference=False):
    """The TFLite forms: uint8 or float NHWC input, boxes normalised to 0..1."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType
    resolver = OpResolverType.BUILTIN_REF if reference else OpResolverType.AUTO
    interpreter = Interpreter(path, num_threads=1, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    given = interpreter.get_input_details()[0]
    result = interpreter.get_output_details()[0]["index"]

    def run(image):
        x = image[None]
        if given["dtype"] == np.float32:
            x = x.astype(np.float32) / np.float32(255)
        interpreter.set_tensor(given["index"], x)
        interpreter.invoke()
        return interpreter.get_tensor(result)[0].copy()
    return run


def nms(boxes, scores, classes, iou_limit, max_keep):
    """Greedy per-class NMS on boxes (n, 4) xyxy sorted by falling score."""
    shifted = boxes + classes[:, None] * np.float32(4)   # classes cannot overlap
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    alive = np.ones(len(boxes), bool)
    keep = []
    for i in range(len(boxes)):
        if not alive[i]:
            continue
        keep.append(i)
        if len(keep) == max_keep:
            break
        low = np.maximum(shifted[i, :2], shifted[:, :2])
        high = np.minimum(shifted[i, 2:], shifted[:, 2:])
        inter = np.prod(np.clip(high - low, 0, None), axis=1)
        alive &= inter <= iou_limit * (area[i] + area - inter + 1e-12)
    return keep


def decode(output, confidence=0.001, iou_limit=0.6, max_keep=100):
    """(84, anchors) -> list of (x0, y0, x1, y1 normalised, score, class)."""
    scores = output[4:]
    cls, anchor = np.nonzero(scores >= confidence)
    value = scores[cls, anchor]
    order = np.argsort(-value, kind="stable")[:30000]
    cls, anchor, value = cls[order], anchor[order], value[order]
    cx, cy, w, h = output[:4, anchor]
    boxes = np.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], 1).clip(0, 1)
    keep = nms(boxes, value, cls, iou_limit, max_keep)
    return [(*boxes[k], value[k], cls[k]) for k in keep]


def evaluate(run, coco, folder, images):
    """mAP of `run` on `images`: (AP 0.50:0.95, AP 0.50)."""
    from pycocotools.cocoeval import COCOeval
    categories = sorted(coco.getCatIds())
    found = []
    for info in images:
        image, (width, height) = preprocess(os.path.join(folder, info["file_name"]))
        for x0, y0, x1, y1, score, cls in decode(run(image)):
            found.append({"image_id": info["id"], "category_id": categories[cls],
                          "bbox": [float(x0 * width), float(y0 * height),
                                   float((x1 - x0) * width), float((y1 - y0) * height)],
                          "score": float(score)})
    if not found:
        return 0.0, 0.0
    result = COCOeval(coco, coco.loadRes(found), "bbox")
    result.params.imgIds = [info["id"] for info in images]
    result.evaluate()
    result.accumulate()
    result.summarize()
    return result.stats[0], result.stats[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("models", nargs="+")
    parser.add_argument("--coco", required=True)
    parser.add_argument("--half", choices=["all", "even", "odd"], default="all")
    parser.add_argument("--ref", action="store_true", help="LiteRT reference kernels")
    args = parser.parse_args()

    import contextlib
    import io
    from pycocotools.coco import COCO
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(os.path.join(args.coco, "annotations", "instances.json"))
    images = sorted(coco.dataset["images"], key=lambda info: info["file_name"])
    images = {"all": images, "even": images[0::2], "odd": images[1::2]}[args.half]
    folder = os.path.join(args.coco, "images")
    for path in args.models:
        run = onnx_runner(path) if path.endswith(".onnx") else tflite_runner(path, args.ref)
        start = time.time()
        with contextlib.redirect_stdout(io.StringIO()):
            ap, ap50 = evaluate(run, coco, folder, images)
        print(f"{os.path.basename(path):40s} {args.half:4s} {len(images):4d} pictures  "
              f"mAP50-95 {ap:.4f}  mAP50 {ap50:.4f}  ({time.time() - start:.0f} s)")


if __name__ == "__main__":
    main()
