#!/usr/bin/env python3
"""Choose the activation ranges of the int8 PicoDet-S 416: picodet_s_416_ranges.json.

  calibrate_picodet.py --coco DIR picodet_s_416_v8io.onnx picodet_s_416_ranges.json

Uses the pictures at even positions of the sorted file names in
DIR/annotations/instances.json (pixels only, no labels), in three steps:

1. The float network's activations are sampled (64 places a picture, all channels).
2. Ranges.  Per hard swish, each channel's upper limit minimises clipping plus
   rounding error; the channel's factor follows from it (see convert_picodet.py).
   Other tensors: the range of least squared error, weighted with the squares of
   the weights that use each channel, or the range seen.
3. Biases.  Layer by layer, in order, the mean difference of each channel between
   the int8 network so far and the float one is subtracted from the bias.
"""
import argparse
import json
import os

import numpy as np
import onnx
import onnxruntime as ort
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from convert_picodet import Converter, Network, centred
from evaluate_picodet import preprocess

PLACES = 64                       # sampled places per picture
BIAS_PICTURES = 28                # pictures for step 3
BIAS_LAYERS = 2                   # layers corrected at a time
# sqrt(sigmoid(a) sigmoid(b)) ~ sigmoid(k a + c) sigmoid(l b + d), fitted on the sampled scores
ROOT = {"class": [0.705, 0.85], "object": [0.781, 0.981]}
# hard swishes that are added to each other and so need the same factors
TWINS = {"batch_norm_51.tmp_2": "batch_norm_53.tmp_2",
         "batch_norm_53.tmp_2": "batch_norm_51.tmp_2"}


def short(values):
    """float32 values with 6 digits, as JSON numbers."""
    return [float(f"{v:.6g}") for v in np.atleast_1d(np.asarray(values, np.float64))]


def hswish(x):
    return x * np.clip(x + 3, 0, 6) / 6


def rounded(x, low, high):
    """x after int8 quantization of the range."""
    scale = (high - low) / 255
    zero = np.rint(-128 - low / scale)
    return (np.clip(np.rint(x / scale) + zero, -128, 127) - zero) * scale


def session(path, outputs):
    model = onnx.load(path)
    for name in outputs:
        model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    s = ort.InferenceSession(model.SerializeToString(), options,
                             providers=["CPUExecutionProvider"])

    def run(image, names):
        x = image.astype(np.float32).transpose(2, 0, 1)[None] / np.float32(255)
        return [a[0].reshape(a.shape[1], -1) for a in s.run(names, {"images": x})]
    return run


class Samples:
    """Sampled values [channels, samples] and per-channel extremes of float tensors."""

    def __init__(self, path, names, images):
        run, random = session(path, names), np.random.default_rng(0)
        values = {n: [] for n in names}
        low, high = {n: np.inf for n in names}, {n: -np.inf for n in names}
        for image in images:
            for name, a in zip(names, run(image, names)):
                low[name] = np.minimum(low[name], a.min(1))
                high[name] = np.maximum(high[name], a.max(1))
                places = random.choice(a.shape[1], min(a.shape[1], PLACES), replace=False)
                values[name].append(a[:, places].astype(np.float32))
        self.values = {n: np.concatenate(v, 1) for n, v in values.items()}
        self.low, self.high = low, high


def importance(net, name):
    """Per channel: sum of the squares of all weights that use it."""
    total = 0.0
    for node in net.users.get(name, []):
        if node.op_type == "Conv":
            w = net.const[node.input[1]].astype(np.float64)
            depthwise = w.shape[1] == 1 and w.shape[0] > 1
            total = total + (w ** 2).sum((1, 2, 3) if depthwise else (0, 2, 3))
        elif node.op_type == "Concat":
            both = importance(net, node.output[0])
            half = len(both) // 2
            first = list(node.input).index(name) * half
            total = total + both[first:first + half]
        elif node.op_type in ("Resize", "Mul", "Add"):
            total = total + importance(net, node.output[0])
    return total


def swish_factors(x, lowest, weight):
    """(ratio L, factors f): channel c of x is to fill the range -L f[c] .. f[c]."""
    top = np.empty(len(x))
    for c, y in enumerate(np.maximum(hswish(x), 0)):
        limits = max(y.max(), 1e-2) * np.array([1, .9, .8, .7, .6, .5, .4, .3])
        error = [(np.maximum(y - m, 0) ** 2).mean() + (m * 1.3 / 255) ** 2 / 12 for m in limits]
        m = limits[int(np.argmin(error))]
        top[c] = m if m >= 3 else (-3 + np.sqrt(9 + 24 * m)) / 2      # hswish(top) = m
    bottom = np.clip(-lowest, 0.05, 3.0)          # hswish is 0 below -3
    best = None
    for ratio in (.1, .2, .3, .5, .7, 1.0):
        f = np.maximum(top, bottom / ratio)
        cost = (weight * f ** 2).sum() * (1 + ratio) ** 2
        if best is None or cost < best[0]:
            best = cost, ratio, f
    return best[1:]


def bin_range(x):
    """Range of the centred logits of the box bins with the best expectations."""
    g = centred(x).reshape(4, 8, -1)

    def expectation(v):
        e = np.exp(v - v.max(1, keepdims=True))
        return (e / e.sum(1, keepdims=True) * np.arange(8)[None, :, None]).sum(1)
    exact, best = expectation(g), None
    for low in (-3, -3.5, -4, -4.5, -5, -6, -7, -8, -10):
        for high in (4, 5, 6, 7, 8, 9, 10, 12):
            error = ((expectation(rounded(g, low, high)) - exact) ** 2).mean()
            if best is None or error < best[0]:
                best = error, low, high
    return best[1:]


def choose_ranges(net, samples):
    ranges, swish, factors = {}, {}, {}
    for node in net.graph.node:
        name = node.output[0]
        if name not in samples.values:
            continue
        x = samples.values[name].astype(np.float64)
        low, high = samples.low[name], samples.high[name]
        result = net.hswish_of(name) if node.op_type == "Conv" else None
        if result:
            weight = importance(net, result) * np.ones(len(x))
            if name in TWINS:
                twin = TWINS[name]
                both = np.concatenate([samples.values[n] for n in sorted((name, twin))], 1)
                ratio, f = swish_factors(both.astype(np.float64),
                                         np.minimum(low, samples.low[twin]), weight)
            else:
                ratio, f = swish_factors(x, low, weight)
            f = np.array(short(f))
            least = min((hswish(x) / f[:, None]).min(), -1e-3)
            swish[name] = {"factor": short(f), "range": short([-ratio, 1]),
                           "product": short([least, 1])}
            factors[result] = f
        elif node.op_type == "Conv" and net.only(name, "Sigmoid"):
            ranges[name] = short([max(low.min(), -8.5), high.max()])
        elif node.op_type == "Conv" and net.only(name, "Transpose"):
            ranges[name] = short(bin_range(x))
        elif node.op_type in ("Conv", "Relu"):
            ranges[name] = short([low.min() * 1.05, high.max() * 1.05])
        elif node.op_type == "GlobalAveragePool":
            f = factors[node.input[0]]
            ranges[name] = short([(low / f).min() * 1.05, (high / f).max() * 1.05])
        else:                     # gated tensors and the one sum
            f = next(factors[n] for n in node.input if n in factors)
            x, least = x / f[:, None], (low / f).min()
            weight = importance(net, name) * f ** 2
            limits = (high / f).max() * np.array([1, .9, .8, .7, .6, .5, .4, .3])
            error = [(weight * ((rounded(x, least, m) - x) ** 2).mean(1)).sum() for m in limits]
            ranges[name] = short([least, limits[int(np.argmin(error))]])
    return {"root": ROOT, "ranges": ranges, "swish": swish, "bias": {}}


def correct_biases(path, settings, images):
    net = Network(path)

    def score(name):
        sigmoid = net.only(name, "Sigmoid")
        return sigmoid and Converter(net, settings).score_fit(sigmoid)
    names = [n.output[0] for n in net.graph.node if n.op_type == "Conv"
             and (net.hswish_of(n.output[0]) or score(n.output[0]))]
    run = session(path, names)
    for first in range(0, len(names), BIAS_LAYERS):
        group = names[first:first + BIAS_LAYERS]
        data = Converter(Network(path), settings).convert()
        it = Interpreter(
            model_content=data, num_threads=1, experimental_preserve_all_tensors=True,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
        it.allocate_tensors()
        tensors = {d["name"]: d for d in it.get_tensor_details()}
        difference = {name: [] for name in group}
        for image in images:
            it.set_tensor(it.get_input_details()[0]["index"], image[None])
            it.invoke()
            for name, real in zip(group, run(image, group)):
                q = it.get_tensor(tensors[name]["index"])[0].reshape(-1, len(real)).T
                scale, zero = tensors[name]["quantization"]
                # real value = (q - zero) * unit + shift, one unit per channel
                unit, shift = np.full((len(real), 1), scale), 0.0
                if name in settings["swish"]:
                    unit = unit * np.array(settings["swish"][name]["factor"])[:, None]
                else:
                    k, shift = score(name)
                    unit, shift = unit / k, -shift / k
                low, high = (-128 - zero) * unit + shift, (127 - zero) * unit + shift
                if name in settings["swish"]:
                    low = np.maximum(low, -3)
                found = np.clip((q - float(zero)) * unit + shift, low, high)
                difference[name].append((found - np.clip(real, low, high)).mean(1))
        for name in group:
            settings["bias"][name] = short(-np.mean(difference[name], 0))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("onnx")
    parser.add_argument("ranges")
    parser.add_argument("--coco", required=True)
    args = parser.parse_args()
    with open(os.path.join(args.coco, "annotations", "instances.json")) as file:
        files = sorted(i["file_name"] for i in json.load(file)["images"])[0::2]
    images = [preprocess(os.path.join(args.coco, "images", f))[0] for f in files]
    net = Network(args.onnx)
    kept = [n.output[0] for n in net.graph.node
            if n.op_type in ("Conv", "GlobalAveragePool", "Relu")]
    kept += [n.output[0] for n in net.graph.node       # gated tensors and the one sum
             if n.op_type in ("Mul", "Add") and not net.only(n.output[0], "Sqrt")
             and all(i in net.maker and net.maker[i].op_type in ("Div", "Sigmoid", "HardSigmoid")
                     for i in n.input)]
    settings = choose_ranges(net, Samples(args.onnx, kept, images))
    correct_biases(args.onnx, settings, images[::len(images) // BIAS_PICTURES][:BIAS_PICTURES])
    with open(args.ranges, "w") as file:
        file.write("{\n" + ",\n".join(
            f'"{part}": {{\n' + ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}"
                                         for k, v in settings[part].items()) + "\n}"
            for part in settings) + "\n}\n")


if __name__ == "__main__":
    main()
