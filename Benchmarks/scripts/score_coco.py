"""Scores FOLDER/detections.json against FOLDER/annotations.json and prints times, memory and figures as JSON.

    python score_coco.py pycocotools|faster-coco-eval bbox|segm FOLDER
"""
import contextlib
import io
import json
import os
import resource
import sys
import time

program, shape, folder = sys.argv[1:]
if program == "pycocotools":
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval as Evaluation
else:
    from faster_coco_eval import COCO
    from faster_coco_eval import COCOeval_faster as Evaluation

with contextlib.redirect_stdout(io.StringIO()):
    start = time.perf_counter()
    truths = COCO(os.path.join(folder, "annotations.json"))
    detections = truths.loadRes(os.path.join(folder, "detections.json"))
    loaded = time.perf_counter()
    evaluation = Evaluation(truths, detections, shape)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    end = time.perf_counter()
print(json.dumps({
    "loadSeconds": loaded - start,
    "scoreSeconds": end - loaded,
    "peakByteCount": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    "figures": [float(value) for value in list(evaluation.stats)[:12]],
}))
