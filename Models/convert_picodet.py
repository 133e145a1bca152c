#!/usr/bin/env python3
"""PicoDet-S 416 (float32 ONNX) -> full-int8 TFLite, written out operator by operator.

  convert_picodet.py picodet_s_416_v8io.onnx picodet_s_416_int8.tflite
  convert_picodet.py --float picodet_s_416_v8io.onnx picodet_s_416_float32.tflite

The int8 form takes its activation ranges from picodet_s_416_ranges.json (made by
calibrate_picodet.py); the result depends on nothing else, byte for byte.

Input: uint8 NHWC picture, scale 1/255.  Output: float32 (1, 84, 3598): rows
cx, cy, w, h as fractions of the picture, then 80 scores.

How the int8 form differs from a plain quantization of the graph:

* Hard swish.  The convolutions' outputs have channels hundreds of times larger
  than others, too much for one int8 scale.  Each channel c gets a factor f[c]:
  the convolution yields u = x / f, a 1x1 depthwise convolution yields the gate
  r = (f u + 3) / 6, clamped to 0..1 by its own output range, and MUL yields
  u r = hswish(x) / f.  The next layer's weights take in f.  This also replaces
  the HARD_SWISH operator by operators every int8 runtime has.
* Hard sigmoid and ReLU come from the clamping of a suitably scaled output.
* Concatenations before depthwise convolutions are done after them, so that the
  parts keep their own scales.
* Score.  sqrt(sigmoid(a) sigmoid(b)) of class and object logits becomes
  sigmoid(k a + c) sigmoid(l b + d), with k, c, l, d fitted (error below 0.043)
  and folded into the convolutions.
* Boxes.  Softmax and expectation over the 8 bins are int8 (the weights 0..7 are
  exact), the rest is float32: one multiplication and one addition per value.
* Mean and standard deviation of the input are folded into the first convolution;
  its border is the mean colour, added by concatenation.
"""
import argparse
import json
import os
import zipfile

import numpy as np
import onnx
from onnx import numpy_helper

from tflite_writer import Writer

SIZE = 416
NAMES = """person;bicycle;car;motorcycle;airplane;bus;train;truck;boat;traffic light;fire hydrant;
stop sign;parking meter;bench;bird;cat;dog;horse;sheep;cow;elephant;bear;zebra;giraffe;backpack;
umbrella;handbag;tie;suitcase;frisbee;skis;snowboard;sports ball;kite;baseball bat;baseball glove;
skateboard;surfboard;tennis racket;bottle;wine glass;cup;fork;knife;spoon;bowl;banana;apple;
sandwich;orange;broccoli;carrot;hot dog;pizza;donut;cake;chair;couch;potted plant;bed;
dining table;toilet;tv;laptop;mouse;remote;keyboard;cell phone;microwave;oven;toaster;sink;
refrigerator;book;clock;vase;scissors;teddy bear;hair drier;toothbrush"""
NAMES = NAMES.replace("\n", "").split(";")


class Network:
    """The ONNX graph with the composite activations recognised."""

    def __init__(self, path):
        self.graph = onnx.load(path).graph
        self.const = {t.name: numpy_helper.to_array(t) for t in self.graph.initializer}
        self.maker = {n.output[0]: n for n in self.graph.node}
        self.users = {}
        for n in self.graph.node:
            for name in n.input:
                self.users.setdefault(name, []).append(n)

    def only(self, name, kind):
        """The single user of `name` of the given kind, or None."""
        found = [n for n in self.users.get(name, []) if n.op_type == kind]
        return found[0] if len(found) == 1 else None

    def hswish_of(self, name):
        """Name of x * clip(x + 3, 0, 6) / 6 if that is how `name` is used, else None."""
        add = self.only(name, "Add")
        if add is None or add.input[1] not in self.const or self.const[add.input[1]] != 3:
            return None
        clip = self.only(add.output[0], "Clip")
        mul = self.only(clip.output[0], "Mul")
        div = self.only(mul.output[0], "Div")
        assert set(mul.input) == {name, clip.output[0]} and self.const[div.input[1]] == 6
        return div.output[0]


def centred(a, group=8):
    """`a` with the mean over each group along axis 0 taken away."""
    g = a.reshape(-1, group, *a.shape[1:])
    return (g - g.mean(1, keepdims=True)).reshape(a.shape)


def conv_attributes(node):
    a = {x.name: onnx.helper.get_attribute_value(x) for x in node.attribute}
    assert list(a["dilations"]) == [1, 1] and a["strides"][0] == a["strides"][1]
    assert len(set(a["pads"])) == 1
    return a["strides"][0], a["pads"][0], a["group"]


class Converter:
    """Builds the TFLite graph: int8 with `settings` (the ranges file), float32 with None."""

    def __init__(self, network, settings):
        self.net, self.w, self.s = network, Writer(), settings
        self.ranges = settings and settings["ranges"]
        self.done = {}            # ONNX tensor name -> TFLite tensor
        self.unscale = {}         # ONNX tensor name -> per-channel factor still missing
        self.joined = {}          # name of a concatenation not carried out -> its node
        self.bias_fix = (settings or {}).get("bias", {})

    # ------------------------------------------------------------ quantization
    def quantum(self, low, high):
        low, high = min(float(low), 0.0), max(float(high), 0.0)
        scale = np.float32((high - low) / 255)
        return scale, int(np.clip(np.rint(-128 - low / scale), -128, 127))

    def activation(self, name, shape, low=None, high=None, scale=None, zero=None):
        if not self.s:
            return self.w.tensor(name, shape, np.float32)
        if scale is None:
            scale, zero = self.quantum(low, high)
        return self.w.tensor(name, shape, np.int8, scale, zero)

    def shape(self, tensor):
        return self.w.info[tensor][1]

    def scale_of(self, tensor):
        return self.w.info[tensor][3]

    # ------------------------------------------------------------------ layers
    def conv(self, source, weight, bias, stride, pad, group, name, low, high,
             scale=None, zero=None):
        """CONV_2D or DEPTHWISE_CONV_2D; `weight` is in ONNX order [out, in/group, kh, kw]."""
        _, h, w, c = self.shape(source)
        out, _, kh, _ = weight.shape
        depthwise = group > 1
        assert not depthwise or group == c == out
        oh, ow = (h + 2 * pad - kh) // stride + 1, (w + 2 * pad - kh) // stride + 1
        total = max(0, (oh - 1) * stride + kh - h)
        same = pad == 0 or (pad == total // 2 and -(-h // stride) == oh)
        if not same:              # TFLite's SAME would pad at the other side
            end = max(0, (oh - 1) * stride + kh - h - pad)
            pads = self.w.constant(name + "/pads", np.array(
                [[0, 0], [pad, end], [pad, end], [0, 0]], np.int32))
            _, _, dtype, s, z = self.w.info[source]
            padded = self.w.tensor(name + "/padded", (1, h + pad + end, w + pad + end, c),
                                   dtype, s, z)
            source = self.w.op("PAD", [source, pads], [padded])
        kernel = weight.transpose(1, 2, 3, 0) if depthwise else weight.transpose(0, 2, 3, 1)
        axis = 3 if depthwise else 0
        if self.s:
            q, ws = self.quantize_weight(name, kernel, axis)
            bs = np.float64(self.scale_of(source)) * ws
            kernel = self.w.constant(name + "/w", q, ws, axis=axis)
            b = np.clip(np.rint(bias / bs), -2**31, 2**31 - 1).astype(np.int32)
            bias = self.w.constant(name + "/b", b, bs.astype(np.float32))
        else:
            kernel = self.w.constant(name + "/w", kernel.astype(np.float32))
            bias = self.w.constant(name + "/b", bias.astype(np.float32))
        result = self.activation(name, (1, oh, ow, out), low, high, scale, zero)
        options = dict(padding=0 if same and pad else 1, strideH=stride, strideW=stride,
                       dilationHFactor=1, dilationWFactor=1)
        if depthwise:
            return self.w.op("DEPTHWISE_CONV_2D", [source, kernel, bias], [result],
                             depthMultiplier=1, **options)
        return self.w.op("CONV_2D", [source, kernel, bias], [result], **options)

    def joined_conv(self, node, weight, bias, low, high):
        """Depthwise convolution of a concatenation, done part by part.

        The parts have very different ranges; convolving each with its own input
        scale and concatenating the results avoids a common input scale.
        """
        stride, pad, group = conv_attributes(node)
        name, first, parts = node.output[0], 0, []
        for i, part in enumerate(self.joined[node.input[0]].input):
            source = self.done[part]
            last = first + self.shape(source)[3]
            w = weight[first:last] * self.unscale.get(part, np.ones(last - first))[:, None, None, None]
            parts.append(self.conv(source, w, bias[first:last], stride, pad, last - first,
                                   f"{name}/{i}", low, high))
            first = last
        return self.concat(name, parts, 3)

    def quantize_weight(self, name, kernel, axis):
        """Symmetric int8 per output channel; the scale with the least squared error."""
        flat = np.moveaxis(kernel, axis, 0).reshape(kernel.shape[axis], -1).astype(np.float64)
        top = np.abs(flat).max(1)
        top = np.maximum(top, 1e-4 * top.max())       # channels without any weight
        best, scale = np.full(len(flat), np.inf), top / 127
        for f in np.linspace(1.0, 0.7, 31):
            s = top * f / 127
            q = np.clip(np.rint(flat / s[:, None]), -127, 127)
            e = ((q * s[:, None] - flat) ** 2).sum(1)
            better = e < best
            best[better], scale[better] = e[better], s[better]
        scale = scale.astype(np.float32)
        q = np.clip(np.rint(flat / scale.astype(np.float64)[:, None]), -127, 127)
        shape = np.moveaxis(kernel, axis, 0).shape
        return np.moveaxis(q.reshape(shape), 0, axis).astype(np.int8), scale

    def parameters(self, node):
        weight = self.net.const[node.input[1]].astype(np.float64)
        bias = self.net.const[node.input[2]].astype(np.float64)
        bias = bias + np.asarray(self.bias_fix.get(node.output[0], 0.0))
        missing = self.unscale.get(node.input[0])
        if missing is not None:
            weight = (weight * missing[:, None, None, None] if weight.shape[1] == 1
                      and len(missing) > 1 else weight * missing[None, :, None, None])
        return weight, bias

    def convolution(self, node):
        """Conv with whatever activation follows it."""
        name = node.output[0]
        weight, bias = self.parameters(node)
        stride, pad, group = conv_attributes(node)
        source = self.done.get(node.input[0])
        args = (stride, pad, group, name)
        swish = self.net.hswish_of(name)
        if swish and self.s:
            self.gated(node, source, weight, bias, args, swish)
        elif swish:
            if source is None:
                t = self.joined_conv(node, weight, bias, 0, 0)
            else:
                t = self.conv(source, weight, bias, *args, 0, 0)
            result = self.w.tensor(swish, self.shape(t), np.float32)
            self.done[swish] = self.w.op("HARD_SWISH", [t], [result])
        elif self.net.only(name, "HardSigmoid"):
            result = self.net.only(name, "HardSigmoid").output[0]
            if self.s:            # the output range [0, 1] clamps by itself
                self.done[result] = self.conv(source, weight / 6, bias / 6 + 0.5, stride, pad,
                                              group, name, 0, 1)
            else:
                t = self.conv(source, weight, bias + 3, *args, 0, 0)
                six = self.w.tensor(result + "/6", self.shape(t), np.float32)
                self.w.op("RELU6", [t], [six])
                sixth = self.w.constant(result + "/sixth", np.array([1 / 6], np.float32))
                self.done[result] = self.w.op(
                    "MUL", [six, sixth], [self.w.tensor(result, self.shape(t), np.float32)])
        elif self.net.only(name, "Relu"):
            result = self.net.only(name, "Relu").output[0]
            if self.s:            # the output range [0, high] clamps by itself
                self.done[result] = self.conv(source, weight, bias, *args, 0,
                                              self.ranges[result][1])
            else:
                t = self.conv(source, weight, bias, *args, 0, 0)
                self.done[result] = self.w.op(
                    "RELU", [t], [self.w.tensor(result, self.shape(t), np.float32)])
        else:
            low, high = self.ranges[name] if self.s else (0, 0)
            sigmoid = self.net.only(name, "Sigmoid")
            fit = None
            if self.s and self.net.only(name, "Transpose"):
                # softmax over each group of 8 does not change when the group shifts
                weight, bias = centred(weight), centred(bias)
            if self.s and sigmoid:
                fit = self.score_fit(sigmoid)
                if fit:
                    weight, bias = weight * fit[0], bias * fit[0] + fit[1]
                    low, high = low * fit[0] + fit[1], high * fit[0] + fit[1]
            t = self.conv(source, weight, bias, *args, low, high)
            self.done[name] = t
            if sigmoid:
                result = sigmoid.output[0]
                out = self.activation(result, self.shape(t), scale=np.float32(1 / 256), zero=-128)
                self.done[result] = self.w.op("LOGISTIC", [t], [out])

    def score_fit(self, sigmoid):
        """sqrt(sigmoid(x)) ~ sigmoid(k x + c) for the sigmoids under the score's root."""
        mul = self.net.users[sigmoid.output[0]][0]
        sqrt = self.net.only(mul.output[0], "Sqrt")
        if sqrt is None:
            return None
        return self.s["root"]["class" if sigmoid.output[0] == mul.input[0] else "object"]

    def gated(self, node, source, weight, bias, args, swish):
        """Hard swish with a factor of its own for each channel (see the top)."""
        name = args[-1]
        e = self.s["swish"][name]
        f = np.asarray(e["factor"], np.float64)
        weight, bias = weight / f[:, None, None, None], bias / f
        if source is None:
            x = self.joined_conv(node, weight, bias, *e["range"])
        else:
            x = self.conv(source, weight, bias, *args, *e["range"])
        c = len(f)
        r = self.conv(x, (f / 6).reshape(c, 1, 1, 1), np.full(c, 0.5), 1, 0, c, name + "/gate",
                      0, 1)
        result = self.activation(swish, self.shape(x), *e["product"])
        self.done[swish] = self.w.op("MUL", [x, r], [result])
        self.unscale[swish] = f

    def mean(self, node):
        t = self.done[node.input[0]]
        if node.input[0] in self.unscale:
            self.unscale[node.output[0]] = self.unscale[node.input[0]]
        axes = self.w.constant(node.output[0] + "/axes", np.array([1, 2], np.int32))
        low, high = self.ranges[node.output[0]] if self.s else (0, 0)
        out = self.activation(node.output[0], (1, 1, 1, self.shape(t)[3]), low, high)
        self.done[node.output[0]] = self.w.op("MEAN", [t, axes], [out], keepDims=True)

    def binary(self, kind, node):
        a, b = (self.done[n] for n in node.input)
        shape = np.broadcast_shapes(self.shape(a), self.shape(b))
        name = node.output[0]
        if self.net.only(name, "Sqrt") and self.s:
            out = self.activation(name, shape, scale=np.float32(1 / 256), zero=-128)
        else:
            low, high = self.ranges[name] if self.s else (0, 0)
            out = self.activation(name, shape, low, high)
        missing = [self.unscale[n] for n in node.input if n in self.unscale]
        if missing:               # a sum needs the same factors on both sides
            assert kind == "MUL" or (len(missing) == 2 and np.array_equal(*missing))
            self.unscale[name] = missing[0]
        self.done[name] = self.w.op(kind, [a, b], [out])

    def like(self, name, shape, tensor):
        _, _, dtype, scale, zero = self.w.info[tensor]
        return self.w.tensor(name, shape, dtype, scale, zero)

    def concat(self, name, parts, axis):
        shape = list(self.shape(parts[0]))
        shape[axis] = sum(self.shape(p)[axis] for p in parts)
        for p in parts:
            assert self.w.info[p][2:] == self.w.info[parts[0]][2:], name
        return self.w.op("CONCATENATION", parts, [self.like(name, shape, parts[0])], axis=axis)

    def reshape(self, name, t, shape):
        new = self.w.constant(name + "/shape", np.array(shape, np.int32))
        return self.w.op("RESHAPE", [t, new], [self.like(name, shape, t)],
                         newShape=list(shape))

    def transpose(self, name, t, order):
        perm = self.w.constant(name + "/perm", np.array(order, np.int32))
        shape = [self.shape(t)[i] for i in order]
        return self.w.op("TRANSPOSE", [t, perm], [self.like(name, shape, t)])

    def number(self, name, t):
        """Dequantized form of t."""
        if not self.s:
            return t
        return self.w.op("DEQUANTIZE", [t], [self.w.tensor(name, self.shape(t), np.float32)])

    # -------------------------------------------------------------------- whole
    def convert(self):
        w, net = self.w, self.net
        if self.s:
            image = w.tensor("images", (1, SIZE, SIZE, 3), np.uint8, np.float32(1 / 255), 0)
            t = w.tensor("images/int8", (1, SIZE, SIZE, 3), np.int8, np.float32(1 / 255), -128)
            w.op("QUANTIZE", [image], [t])
        else:
            image = t = w.tensor("images", (1, SIZE, SIZE, 3), np.float32)
        nodes = list(net.graph.node)
        gain, shift = (net.const[nodes[i].input[1]].astype(np.float64).ravel() for i in (0, 1))
        assert [n.op_type for n in nodes[:3]] == ["Mul", "Add", "Conv"]
        # mean picture around the picture: what zero padding of the normalised one is
        grey = -shift / gain
        mean = (np.rint(grey * 255) - 128).astype(np.int8) if self.s else grey.astype(np.float32)
        q = dict(scale=np.float32(1 / 255), zero=-128) if self.s else {}
        row = w.constant("images/top", np.broadcast_to(mean, (1, 1, SIZE, 3)), **q)
        t = self.concat("images/rows", [row, t], 1)
        column = w.constant("images/left", np.broadcast_to(mean, (1, SIZE + 1, 1, 3)), **q)
        t = self.concat("images/padded", [column, t], 2)
        first = nodes[2]
        weight = net.const[first.input[1]].astype(np.float64)
        bias = net.const[first.input[2]].astype(np.float64)
        bias = bias + (weight * shift[None, :, None, None]).sum((1, 2, 3))
        net.const[first.input[1]] = weight * gain[None, :, None, None]
        net.const[first.input[2]] = bias
        for a in first.attribute:
            if a.name == "pads":
                a.ints[:] = [0, 0, 0, 0]
        self.done["norm"] = t
        for node in nodes[2:]:
            kind, name = node.op_type, node.output[0]
            if kind == "Conv":
                self.convolution(node)
            elif kind == "GlobalAveragePool":
                self.mean(node)
            elif kind == "Resize":
                t = self.done[node.input[0]]
                _, h, wd, c = self.shape(t)
                size = w.constant(name + "/size", np.array([2 * h, 2 * wd], np.int32))
                self.done[name] = w.op("RESIZE_NEAREST_NEIGHBOR", [t, size],
                                       [self.like(name, (1, 2 * h, 2 * wd, c), t)])
                if node.input[0] in self.unscale:
                    self.unscale[name] = self.unscale[node.input[0]]
            elif kind == "Concat" and all(n in self.done for n in node.input):
                self.joined[name] = node     # done after the depthwise convolution
            elif kind in ("Mul", "Add") and all(n in self.done for n in node.input):
                self.binary(kind.upper(), node)
        output = self.tail()
        return w.finish([image], [output], "PicoDet-S 416, COCO-80")

    def tail(self):
        """Boxes and scores of the four levels -> (1, 84, 3598)."""
        w, net = self.w, self.net
        roots = [n for n in net.graph.node if n.op_type == "Sqrt"]
        scores, bins = [], []
        for level, root in enumerate(roots):
            t = self.done[root.input[0]]
            if not self.s:
                t = w.op("SQRT", [t], [self.like(f"score{level}", self.shape(t), t)])
            _, h, wd, c = self.shape(t)
            scores.append(self.reshape(f"score{level}/flat", t, (1, h * wd, c)))
        for level, node in enumerate(n for n in net.graph.node if n.op_type == "Softmax"):
            conv = net.maker[net.maker[node.input[0]].input[0]].input[0]
            t = self.done[conv]
            _, h, wd, c = self.shape(t)
            t = self.reshape(f"bins{level}/flat", t, (1, h * wd, 4, c // 4))
            out = self.activation(f"bins{level}/softmax", self.shape(t),
                                  scale=np.float32(1 / 256), zero=-128)
            bins.append(w.op("SOFTMAX", [t], [out], beta=1.0))
        bins = self.concat("bins", bins, 1)
        project = [net.const[n.input[1]] for n in net.graph.node
                   if n.op_type == "MatMul" and net.const[n.input[1]].ndim == 1]
        assert all(np.allclose(p, np.arange(8), atol=1e-3) for p in project)
        _, count, _, size = self.shape(bins)
        side = self.conv(bins, np.arange(8.0).reshape(1, 8, 1, 1), np.zeros(1), 1, 0, 1,
                         "sides", 0, 7)
        side = self.reshape("sides/flat", side, (1, count, 4))
        side = self.number("sides/float", self.transpose("sides/rows", side, (0, 2, 1)))
        score = self.concat("scores", scores, 1)
        score = self.number("scores/float", self.transpose("scores/rows", score, (0, 2, 1)))

        split = next(n for n in net.graph.node if n.op_type == "Split")
        anchor = net.const[net.only(split.output[1], "Add").input[1]].astype(np.float64)
        stride = [net.const[n.input[1]] for n in net.graph.node if n.op_type == "Mul"
                  and n.input[1] in net.const and net.const[n.input[1]].shape == (count, 1)]
        stride = stride[0].astype(np.float64).reshape(1, 1, count) / SIZE
        anchor = anchor.T[None] * stride

        def part(name, first):
            index = [w.constant(f"{name}/{k}", np.array(v, np.int32)) for k, v in
                     (("begin", [0, first, 0]), ("end", [1, first + 2, count]),
                      ("strides", [1, 1, 1]))]
            return w.op("STRIDED_SLICE", [side, *index],
                        [w.tensor(name, (1, 2, count), np.float32)])

        def floats(kind, name, a, b):
            return w.op(kind, [a, b], [w.tensor(name, (1, 2, count), np.float32)])

        before, after = part("sides/before", 0), part("sides/after", 2)
        half = w.constant("half strides", (stride / 2).astype(np.float32))
        full = w.constant("strides", stride.astype(np.float32))
        points = w.constant("anchors", anchor.astype(np.float32))
        centre = floats("MUL", "shift", floats("SUB", "difference", after, before), half)
        centre = floats("ADD", "centre", centre, points)
        extent = floats("MUL", "extent", floats("ADD", "sum", before, after), full)
        return self.concat("output0", [centre, extent, score], 1)


def with_metadata(path):
    """Append the metadata of the model as Ultralytics does: a zip at the end of the file."""
    text = json.dumps({
        "description": "PicoDet-S 416 (LCNet), COCO-80, int8",
        "author": "PaddleDetection authors; converted for EdgeRunner",
        "license": "Apache-2.0", "stride": 32, "task": "detect", "batch": 1,
        "imgsz": [SIZE, SIZE], "names": dict(enumerate(NAMES)), "resize": "stretch"}, indent=2)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("metadata.json", (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("onnx")
    parser.add_argument("tflite")
    parser.add_argument("--float", action="store_true", help="write the float32 form")
    parser.add_argument("--ranges", default=os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "picodet_s_416_ranges.json"))
    args = parser.parse_args()
    settings = None
    if not args.float:
        with open(args.ranges) as file:
            settings = json.load(file)
    data = Converter(Network(args.onnx), settings).convert()
    with open(args.tflite, "wb") as file:
        file.write(data)
    with_metadata(args.tflite)


if __name__ == "__main__":
    main()
