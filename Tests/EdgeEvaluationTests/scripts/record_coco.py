"""Records what pycocotools answers, for COCOScorerTests: run with pycocotools 2.0.11 and the folder `shared`.

    python record_coco.py SHARED

Writes Fixtures/coco_adversarial.json (inputs and answers) and Fixtures/coco_real.json (answers only; the detections
are made from the annotations by the same arithmetic in GeneratedDetections.swift).
"""
import contextlib
import copy
import hashlib
import io
import json
import pathlib
import random
import sys

import numpy as np
from pycocotools import mask as M
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

HERE = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"


def coco(dataset):
    c = COCO()
    c.dataset = copy.deepcopy(dataset)
    with contextlib.redirect_stdout(io.StringIO()):
        c.createIndex()
    return c


def evaluate(dataset, detections, shape):
    """Summary, and means over recalls and thresholds of precision [K][A][M] and recall [K][A][M]."""
    with contextlib.redirect_stdout(io.StringIO()):
        truth = coco(dataset)
        if detections:
            result = truth.loadRes(copy.deepcopy(detections))
        else:
            result = COCO()
            result.dataset = {**truth.dataset, "annotations": []}
            result.createIndex()
        e = COCOeval(truth, result, shape)
        e.evaluate()
        e.accumulate()
        e.summarize()
    return e.stats.tolist(), e.eval["precision"].mean((0, 1)), e.eval["recall"].mean(0)


# ---------------------------------------------------------------- small adversarial cases

def picture(i, w=640, h=480):
    return {"id": i, "file_name": f"{i}.jpg", "width": w, "height": h}


def truth(i, image, category, box, **more):
    t = {"id": i, "image_id": image, "category_id": category, "bbox": box, "area": box[2] * box[3], "iscrowd": 0,
         "segmentation": [[box[0], box[1], box[0] + box[2], box[1], box[0] + box[2], box[1] + box[3], box[0],
                           box[1] + box[3]]]}
    t.update(more)
    return t


def hit(image, category, box, score):
    return {"image_id": image, "category_id": category, "bbox": box, "score": score}


def data(images, truths, categories=(1,)):
    return {"images": images, "annotations": truths, "categories": [{"id": c, "name": f"c{c}"} for c in categories]}


def cases():
    b = [10, 10, 100, 100]
    yield "equal scores rank in order of pictures", data(
        [picture(5), picture(2), picture(9)], [truth(1, 2, 1, b), truth(2, 5, 1, b), truth(3, 9, 1, b)]), [
            hit(9, 1, [200, 200, 50, 50], 0.5), hit(5, 1, b, 0.5), hit(2, 1, [300, 10, 20, 20], 0.5),
            hit(2, 1, b, 0.5), hit(9, 1, b, 0.5)]
    yield "equal overlaps take the last object", data(
        [picture(1)], [truth(1, 1, 1, [0, 0, 10, 10]), truth(2, 1, 1, [0, 0, 10, 10]),
                       truth(3, 1, 1, [0, 0, 10, 20])]), [
            hit(1, 1, [0, 0, 10, 10], 0.9), hit(1, 1, [0, 0, 10, 10], 0.9), hit(1, 1, [0, 0, 10, 15], 0.8),
            hit(1, 1, [0, 0, 10, 20], 0.7)]
    yield "only crowds", data([picture(1)], [truth(1, 1, 1, [0, 0, 300, 300], iscrowd=1)]), [
        hit(1, 1, [10, 10, 20, 20], 0.9), hit(1, 1, [400, 300, 20, 20], 0.8)]
    yield "crowd beside objects", data(
        [picture(1)], [truth(1, 1, 1, [0, 0, 300, 300], iscrowd=1), truth(2, 1, 1, [10, 10, 50, 50]),
                       truth(3, 1, 1, [400, 10, 50, 50])]), [
            hit(1, 1, [10, 10, 50, 50], 0.9), hit(1, 1, [12, 10, 50, 50], 0.85), hit(1, 1, [100, 100, 50, 50], 0.8),
            hit(1, 1, [400, 12, 50, 50], 0.3), hit(1, 1, [500, 300, 50, 50], 0.95)]
    yield "categories without objects or detections", data(
        [picture(1), picture(2)], [truth(1, 1, 3, b), truth(2, 2, 7, b)], (1, 3, 5, 7)), [
            hit(1, 3, b, 0.9), hit(1, 5, b, 0.9), hit(2, 3, b, 0.95)]
    yield "no detections", data([picture(1)], [truth(1, 1, 1, b)]), []
    yield "no objects", data([picture(1)], []), [hit(1, 1, b, 0.9)]
    many = [hit(1, 1, [i % 40 * 16, i // 40 * 40, 15, 30], 0.001 * (i % 7)) for i in range(250)]
    yield "more than 100 detections", data(
        [picture(1), picture(2)],
        [truth(i + 1, 1, 1, [i % 40 * 16, i // 40 * 40, 15, 31 + i % 9]) for i in range(0, 240, 3)]
        + [truth(900, 2, 1, b)]), many + [hit(2, 1, b, 0.0015)]
    yield "boxes without area", data(
        [picture(1)], [truth(1, 1, 1, [10, 10, 0, 50]), truth(2, 1, 1, [50, 50, 0, 0]), truth(3, 1, 1, b)]), [
            hit(1, 1, [10, 10, 0, 50], 0.9), hit(1, 1, [50, 50, 0, 0], 0.9), hit(1, 1, b, 0.1),
            hit(1, 1, [5, 5, -3, 10], 0.5)]
    yield "areas on the borders of the ranges", data(
        [picture(1)], [truth(1, 1, 1, [0, 0, 32, 32]), truth(2, 1, 1, [100, 0, 96, 96]),
                       truth(3, 1, 1, [300, 0, 32, 32.001]), truth(4, 1, 1, [400, 0, 96, 96.001])]), [
            hit(1, 1, [0, 0, 32, 32], 0.9), hit(1, 1, [100, 0, 96, 96], 0.8), hit(1, 1, [300, 0, 32, 32], 0.7),
            hit(1, 1, [400, 0, 96, 96], 0.6), hit(1, 1, [0, 200, 32, 32], 0.65), hit(1, 1, [0, 300, 96, 96], 0.55)]
    yield "overlap of exactly one half", data([picture(1)], [truth(1, 1, 1, [0, 0, 10, 10])]), [
        hit(1, 1, [0, 0, 10, 20], 0.9), hit(1, 1, [0, 0, 10, 10], 0.2)]
    yield "areas that contradict the boxes", data(
        [picture(1)], [truth(1, 1, 1, b, area=50), truth(2, 1, 1, [300, 300, 10, 10], area=20000)]), [
            hit(1, 1, b, 0.9), hit(1, 1, [300, 300, 10, 10], 0.8), hit(1, 1, [301, 300, 10, 10], 0.8)]
    yield "scores beyond one, zero and below", data(
        [picture(1)], [truth(1, 1, 1, b), truth(2, 1, 1, [300, 300, 50, 50])]), [
            hit(1, 1, b, -0.0), hit(1, 1, [300, 300, 50, 50], 0.0), hit(1, 1, [200, 10, 50, 50], 1e30),
            hit(1, 1, [10, 200, 50, 50], -2)]
    rng = random.Random(7)
    for n in range(10):
        images = [picture(rng.randrange(1000) * 10 + k) for k in range(rng.randrange(1, 6))]
        categories = sorted(rng.sample(range(1, 20), 3))
        truths, hits = [], []
        for k in range(rng.randrange(0, 30)):
            box = [rng.randrange(0, 60) * 4, rng.randrange(0, 40) * 4, rng.randrange(0, 40) * 4,
                   rng.randrange(0, 40) * 4]
            truths.append(truth(len(truths) + 1, rng.choice(images)["id"], rng.choice(categories), box,
                                iscrowd=int(rng.random() < 0.15)))
        for k in range(rng.randrange(1, 100)):
            if truths and rng.random() < 0.6:
                t = rng.choice(truths)
                box = [v + rng.choice([0, 0, 0, 4, -4, 8]) for v in t["bbox"]]
                image, category = t["image_id"], t["category_id"]
            else:
                box = [round(rng.random() * v, 2) for v in (300, 200, 150, 150)]
                image, category = rng.choice(images)["id"], rng.choice(categories)
            hits.append(hit(image, category, box, rng.randrange(10) / 10))
        yield f"random {n}", data(images, truths, categories), hits


def polygons():
    """Outlines that are hard to rasterise, in a picture of 23 columns and 17 rows."""
    rng = random.Random(11)
    yield [[2, 3, 9, 3, 9, 12, 2, 12]]
    yield [[2.5, 3.5, 9.5, 3.5, 9.5, 12.5, 2.5, 12.5]]
    yield [[1, 1, 1, 1, 1, 1]]
    yield [[0, 0, 23, 0, 23, 17, 0, 17]]
    yield [[-5, -5, 40, -5, 40, 40, -5, 40]]
    yield [[3, 3, 15, 12, 15, 3, 3, 12]]
    yield [[5, 5, 5.1, 5, 5.1, 5.1]]
    yield [[4, 2, 4, 2, 12, 2, 12, 2, 12, 9, 4, 9, 4, 9]]
    yield [[1, 1, 6, 1, 6, 6, 1, 6], [4, 4, 12, 4, 12, 12, 4, 12], [15, 2, 20, 2, 20, 15]]
    yield [[2, 3, 9, 5]]
    yield [[22.9, 0, 23, 17, 22.8, 9]]
    yield [[0, 16.9, 23, 16.7, 10, 17]]
    for n in range(40):
        yield [[round(rng.uniform(-4, 27), rng.choice([0, 1, 2, 6])) if k % 2 == 0
                else round(rng.uniform(-4, 21), rng.choice([0, 1, 2, 6])) for k in range(2 * rng.randrange(3, 9))]
               for _ in range(rng.choice([1, 1, 1, 2, 3]))]


def record_adversarial():
    out = {"cases": [], "polygons": []}
    for name, dataset, detections in cases():
        entry = {"name": name, "annotations": dataset, "detections": detections}
        for shape in ("bbox", "segm"):
            # The masks of zero-width boxes are polygons without interior, which is a case in itself.
            stats, precision, recall = evaluate(dataset, detections, shape)
            entry[shape] = {"summary": stats, "precision": precision.ravel().tolist(),
                            "recall": recall.ravel().tolist()}
        out["cases"].append(entry)
    for rings in polygons():
        rle = M.merge(M.frPyObjects(rings if len(rings[0]) > 4 else np.array(rings, float), 17, 23))
        out["polygons"].append({"rings": rings, "text": rle["counts"].decode(), "area": int(M.area(rle)),
                                "box": M.toBbox(rle).tolist()})
    return out


# ---------------------------------------------------------------- real annotations, generated detections

class Weyl:
    """The linear congruential generator of GeneratedDetections.swift."""

    def __init__(self):
        self.state = 12345

    def next(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state / 2**32


def generated(dataset, shape):
    rng, out = Weyl(), []
    size = {i["id"]: (i["height"], i["width"]) for i in dataset["images"]}
    categories = sorted(c["id"] for c in dataset["categories"])
    for a in dataset["annotations"]:
        for _ in range(1 + int(rng.next() * 4)):
            r = [rng.next() for _ in range(7)]
            x, y, w, h = a["bbox"]
            d = {"image_id": a["image_id"], "category_id": a["category_id"], "score": int(r[0] * 32) / 32}
            if r[1] < 0.125:
                d["category_id"] = categories[int(r[2] * len(categories))]
            if shape == "bbox":
                d["bbox"] = [x + (r[3] - 0.5) * w * 0.5, y + (r[4] - 0.5) * h * 0.5, w * (0.75 + r[5] * 0.5),
                             h * (0.75 + r[6] * 0.5)]
            elif shape == "segm":
                if a["iscrowd"]:
                    continue
                dx, dy = int(r[3] * 9) - 4, int(r[4] * 9) - 4
                rings = [[v + (dx if k % 2 == 0 else dy) for k, v in enumerate(ring)] for ring in a["segmentation"]]
                rle = M.merge(M.frPyObjects(rings, *size[a["image_id"]]))
                d["segmentation"] = {"size": list(size[a["image_id"]]), "counts": rle["counts"].decode()}
            else:
                d["keypoints"] = [v if k % 3 == 2 else v + (r[3 + k % 3] - 0.5) * (w if k % 3 == 0 else h) * 0.25
                                  for k, v in enumerate(a["keypoints"])]
            out.append(d)
    return out


def record_real(shared):
    folder = shared / "coco/coco225/annotations"
    out = []
    for shape, name in (("bbox", "instances.json"), ("bbox", "instances_official.json"),
                        ("segm", "instances_official.json"), ("keypoints", "person_keypoints_official.json")):
        dataset = json.loads((folder / name).read_text())
        detections = generated(dataset, shape)
        stats, precision, recall = evaluate(dataset, detections, shape)
        entry = {"shape": shape, "annotations": name, "detectionCount": len(detections), "summary": stats,
                 "precision": precision.ravel().tolist(), "recall": recall.ravel().tolist()}
        if shape == "segm":
            c = coco(dataset)
            texts = [c.annToRLE(a)["counts"] for a in dataset["annotations"]]
            texts = [t if isinstance(t, bytes) else t.encode() for t in texts]
            entry["maskDigest"] = hashlib.sha256(b"\n".join(texts)).hexdigest()
        out.append(entry)
    for name in ("predictions_json_v84190_E_yolov8n_full_integer_quant_224.json",
                 "predictions_json_v8239_E_yolov8n_full_integer_quant_224.json"):
        dataset = json.loads((folder / "instances.json").read_text())
        detections = json.loads((shared / "golden/ultralytics" / name).read_text())
        stats, precision, recall = evaluate(dataset, detections, "bbox")
        out.append({"shape": "bbox", "annotations": "instances.json", "detectionFile": name,
                    "detectionCount": len(detections), "summary": stats,
                    "precision": precision.ravel().tolist(), "recall": recall.ravel().tolist()})
    return out


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    shared = pathlib.Path(sys.argv[1])
    for name, document in (("coco_adversarial", record_adversarial()), ("coco_real", record_real(shared))):
        (HERE / f"{name}.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
        print(name, (HERE / f"{name}.json").stat().st_size)
