"""Records what Ultralytics finds with three tiny networks: turned boxes, the same with suppression inside, classes.

Writes Fixtures/obb.onnx, obb-end2end.onnx, classify.onnx and tasks.json. The networks are made here, of random weights;
the pictures are made of formulas, which the tests know too. Two real exports and a picture of the folder `shared` beside
the checkout are recorded as well. Needs ultralytics 8.4.190, onnx 1.23, onnxruntime 1.32 and ai-edge-litert 2.3:

    CUDA_VISIBLE_DEVICES= python record_tasks.py
"""

import json
import math
import pathlib
import tempfile

import cv2
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from ultralytics import YOLO

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
SIDE, CLASSES = 96, 2
SIZES = [(96, 96), (120, 80), (64, 100), (200, 150), (97, 63), (50, 150), (180, 180), (33, 41)]
RANDOM = np.random.default_rng(190)


def picture(width, height, seed):
    """Blue, green and red bytes of a picture; PictureFormula in the tests makes the same one."""
    y, x = np.mgrid[0:height, 0:width]
    channels = [
        ((x * (3 + seed) + y * (7 - seed % 5) + channel * 53 + seed * 91 + (x >> 4) * (y >> 4) * (seed + channel)) >> 1)
        % 256
        for channel in range(3)  # red first
    ]
    return np.ascontiguousarray(np.stack(channels[::-1], -1).astype(np.uint8))


def constant(name, array):
    return numpy_helper.from_array(np.ascontiguousarray(array), name)


def save(path, nodes, constants, side, output_shape, metadata):
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, side, side])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, output_shape)],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    for key, value in {"stride": "32", "batch": "1", "channels": "3", "imgsz": f"[{side}, {side}]", **metadata}.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, str(value)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def features(hidden, side, constants):
    """Nodes that make `hidden` numbers from -1 to 1 of a picture."""
    weights = RANDOM.normal(0, 1.2, (48, hidden)).astype(np.float32)
    constants += [constant("flat", np.array([1, 48])), constant("mix", weights), constant("half", np.float32(0.5))]
    return [
        helper.make_node("AveragePool", ["images"], ["pool"], kernel_shape=[side // 4] * 2, strides=[side // 4] * 2),
        helper.make_node("Sub", ["pool", "half"], ["centered"]),
        helper.make_node("Reshape", ["centered", "flat"], ["features"]),
        helper.make_node("MatMul", ["features", "mix"], ["mixed"]),
        helper.make_node("Tanh", ["mixed"], ["hidden"]),
    ]


def anchors():
    centers = []
    for stride in (8, 16, 32):
        for row in range(SIDE // stride):
            centers += [((column + 0.5) * stride, (row + 0.5) * stride, stride) for column in range(SIDE // stride)]
    return np.array(centers, np.float32)


def obb(path, metadata, rows=None):
    """A network of turned boxes: a base per anchor, and what four numbers of the picture add to it."""
    grid = anchors() if rows is None else anchors()[RANDOM.choice(189, rows, replace=False)]
    count, hidden, score_count = len(grid), 4, CLASSES if rows is None else 1
    base = np.zeros((4 + score_count + 1, count), np.float32)
    base[:2] = grid.T[:2] + RANDOM.normal(0, 4, (2, count))
    base[2:4] = np.exp(RANDOM.normal(2.9, 0.5, (2, count)))
    base[4 : 4 + score_count] = RANDOM.normal(-1.2, 1.5, (score_count, count))
    base[-1] = RANDOM.uniform(-math.pi / 4, 3 * math.pi / 4, count)
    shift = RANDOM.normal(0, 1, (hidden, 4 + score_count + 1, count)).astype(np.float32)
    shift *= np.array([2] * 4 + [1.5] * score_count + [0.1], np.float32)[None, :, None]
    constants = [constant("base", base[None].astype(np.float16)), constant("shift", shift.reshape(hidden, -1).astype(np.float16))]
    constants += [constant("shape", np.array([1, 4 + score_count + 1, count]))]
    nodes = features(hidden, SIDE, constants)
    nodes += [
        helper.make_node("Cast", ["shift"], ["shift32"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["base"], ["base32"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["hidden", "shift32"], ["moved"]),
        helper.make_node("Reshape", ["moved", "shape"], ["added"]),
        helper.make_node("Add", ["added", "base32"], ["raw"]),
        helper.make_node("Split", ["raw", "parts"], ["boxes", "logits", "angles"], axis=1),
        helper.make_node("Sigmoid", ["logits"], ["scores"]),
    ]
    constants += [constant("parts", np.array([4, score_count, 1]))]
    if rows is None:
        nodes += [helper.make_node("Concat", ["boxes", "scores", "angles"], ["output0"], axis=1)]
        shape = [1, 4 + CLASSES + 1, count]
    else:
        classes = (RANDOM.integers(0, CLASSES, (1, 1, count))).astype(np.float32)
        constants += [constant("classes", classes), constant("all", np.array([rows])), constant("line", np.array([rows]))]
        nodes += [
            helper.make_node("Concat", ["boxes", "scores", "classes", "angles"], ["columns"], axis=1),
            helper.make_node("Transpose", ["columns"], ["unsorted"], perm=[0, 2, 1]),
            helper.make_node("Reshape", ["scores", "line"], ["flatscores"]),
            helper.make_node("TopK", ["flatscores", "all"], ["best", "order"], axis=0),
            helper.make_node("Gather", ["unsorted", "order"], ["output0"], axis=1),
        ]
        shape = [1, rows, 7]
    save(path, nodes, constants, SIDE, shape, metadata)


def classifier(path, names, side):
    constants = [constant("weights", RANDOM.normal(0, 1.6, (6, len(names))).astype(np.float32))]
    nodes = features(6, side, constants)
    nodes += [
        helper.make_node("MatMul", ["hidden", "weights"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["output0"], axis=1),
    ]
    save(path, nodes, constants, side, [1, len(names)], {"task": "classify", "names": dict(enumerate(names))})


def detections(model, folder, confidence):
    found = []
    for index in range(len(SIZES)):
        result = model.predict(folder / f"{index}.png", imgsz=SIDE, conf=confidence, verbose=False, save=False)[0]
        text = folder / f"{confidence}-{index}.txt"
        text.unlink(missing_ok=True)
        result.save_txt(text, save_conf=True)
        found.append({"boxes": [[float(x) for x in row] for row in result.obb.data]})
        if index == 0:
            found[0].update(lines=text.read_text().splitlines(), json=json.loads(result.to_json()))
    return found


def labels(found, width, height):
    """Lines of labels near some of the detections, and some lines of nothing; one has five corners."""
    lines = []
    for row in found["boxes"][::3]:
        x, y, w, h, angle, score, kind = row
        x, y = x + RANDOM.normal(0, 2), y + RANDOM.normal(0, 2)
        w, h, angle = w * math.exp(RANDOM.normal(0, 0.15)), h * math.exp(RANDOM.normal(0, 0.15)), angle + RANDOM.normal(0, 0.1)
        a = np.array([math.cos(angle), math.sin(angle)]) * w / 2
        b = np.array([-math.sin(angle), math.cos(angle)]) * h / 2
        corners = [np.array([x, y]) + p for p in (a + b, a - b, -a - b, -a + b)]
        if len(lines) == 2:
            corners.insert(1, (corners[0] + corners[1]) / 2 + a * 0.2)
        points = np.clip(np.array(corners) / [width, height], 0, 1)
        lines.append(f"{int(kind)} " + " ".join(f"{p:.6g}" for p in points.ravel()))
    return lines


def validate_obb(model, folder, found):
    (folder / "images").mkdir()
    (folder / "labels").mkdir()
    texts = []
    for index, (width, height) in enumerate(SIZES):
        cv2.imwrite(str(folder / "images" / f"{index}.png"), picture(width, height, index))
        texts.append("\n".join(labels(found[index], width, height) if index != 5 else []))
        (folder / "labels" / f"{index}.txt").write_text(texts[-1])
    (folder / "data.yaml").write_text(f"path: {folder}\ntrain: images\nval: images\nnames: [plane, ship]\n")
    results = model.val(
        data=str(folder / "data.yaml"), imgsz=SIDE, batch=1, workers=0, plots=True, save_json=True, verbose=False,
        project=str(folder), name="val", exist_ok=True,
    )
    box = results.box
    return {
        "labels": texts,
        "map50": box.map50, "map75": box.map75, "map": box.map, "precision": box.mp, "recall": box.mr,
        "classes": [
            {"index": int(c), "precision": box.p[i], "recall": box.r[i], "ap50": box.ap50[i], "ap": box.ap[i]}
            for i, c in enumerate(box.ap_class_index)
        ],
        "confusion": np.asarray(results.confusion_matrix.matrix).astype(int).tolist(),
        "predictions": json.loads((folder / "val" / "predictions.json").read_text())[:10],
    }


def classify(folder, names, path, side):
    model = YOLO(path, task="classify")
    truth = {"cat": [0, 1], "dog": [2, 3, 4], "fox": [5], "hen": [6], "zebra": [7]}
    found = []
    for split in ("train", "val"):
        for name, pictures in truth.items():
            (folder / split / name).mkdir(parents=True)
            for index in pictures:
                cv2.imwrite(str(folder / split / name / f"{index}.png"), picture(*SIZES[index], index))
    for name, pictures in truth.items():
        for index in pictures:
            file = folder / "val" / name / f"{index}.png"
            result = model.predict(file, imgsz=side, verbose=False)[0]
            text = folder / f"{index}.txt"
            result.save_txt(text)
            found.append({
                "folder": name, "picture": index, "scores": [float(p) for p in result.probs.data],
                "lines": text.read_text().splitlines(), "json": json.loads(result.to_json()), "text": result.verbose(),
            })
    results = model.val(data=str(folder), imgsz=side, batch=1, workers=0, plots=False, project=str(folder), name="run")
    return {"pictures": found, "top1": results.top1, "top5": results.top5}


def exports():
    """The real exports of random weights. PyTorch's sort is made stable, as all their objects have the same score."""
    shared = pathlib.Path(__file__).resolve().parents[4] / "shared"
    file, unstable = shared / "images/zidane.jpg", torch.argsort
    torch.argsort = lambda scores, **options: unstable(scores, stable=True, **options)
    obb = YOLO(shared / "models/new/ul84190_yolo26n-obb_192_int8.tflite", task="obb")
    boxes = obb.predict(file, imgsz=192, conf=0.25, verbose=False)[0].obb.data
    torch.argsort = unstable
    classes = YOLO(shared / "models/new/ul84190_yolov8n-cls_192_int8.tflite", task="classify")
    scores = classes.predict(file, imgsz=192, verbose=False)[0].probs.data
    return {"boxes": boxes.tolist(), "scores": [[i, float(p)] for i, p in enumerate(scores) if p > 0]}


def main():
    FIXTURES.mkdir(exist_ok=True)
    names = {0: "plane", 1: "ship"}
    obb(FIXTURES / "obb.onnx", {"task": "obb", "names": names, "end2end": "False"})
    obb(FIXTURES / "obb-end2end.onnx", {"task": "obb", "names": names, "end2end": "True"}, rows=40)
    classes = ["fox", "cat", "dog", "eel", "gnu", "hen", "ibex"]
    classifier(FIXTURES / "classify.onnx", classes, 32)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for index, (width, height) in enumerate(SIZES):
            cv2.imwrite(str(folder / f"{index}.png"), picture(width, height, index))
        recorded = {"sizes": SIZES}
        model = YOLO(FIXTURES / "obb.onnx", task="obb")
        recorded["obb"] = detections(model, folder, 0.6)
        recorded["end2end"] = detections(YOLO(FIXTURES / "obb-end2end.onnx", task="obb"), folder, 0.6)
        (folder / "obb").mkdir()
        recorded["val"] = validate_obb(model, folder / "obb", detections(model, folder, 0.4))
        (folder / "classify").mkdir()
        recorded["classify"] = classify(folder / "classify", classes, FIXTURES / "classify.onnx", 32)
    recorded["exports"] = exports()
    (FIXTURES / "tasks.json").write_text(json.dumps(recorded, separators=(",", ":")) + "\n")


main()
