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



def peak_byte_count():
    """Most bytes resident at once; on Linux without what the parent process had, which getrusage includes."""
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


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
    "peakByteCount": peak_byte_count(),
    "figures": [float(value) for value in list(evaluation.stats)[:12]],
}))
