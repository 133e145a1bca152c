"""A small writer of TFLite files with one subgraph (LiteRT's own schema bindings)."""
import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

DTYPES = {np.dtype(np.float32): schema.TensorType.FLOAT32,
          np.dtype(np.int32): schema.TensorType.INT32,
          np.dtype(np.int8): schema.TensorType.INT8,
          np.dtype(np.uint8): schema.TensorType.UINT8}

# builtin operator -> (version, type of its options)
OPS = {"ADD": (2, "AddOptions"), "SUB": (2, "SubOptions"), "MUL": (2, "MulOptions"),
       "CONV_2D": (3, "Conv2DOptions"), "DEPTHWISE_CONV_2D": (3, "DepthwiseConv2DOptions"),
       "HARD_SWISH": (1, None), "LOGISTIC": (2, None), "RELU": (2, None), "RELU6": (2, None),
       "SQRT": (1, None), "TANH": (2, None), "LEAKY_RELU": (2, "LeakyReluOptions"),
       "MEAN": (2, "ReducerOptions"), "AVERAGE_POOL_2D": (2, "Pool2DOptions"),
       "PAD": (2, None), "CONCATENATION": (2, "ConcatenationOptions"),
       "RESHAPE": (1, "ReshapeOptions"), "TRANSPOSE": (2, None),
       "STRIDED_SLICE": (2, "StridedSliceOptions"), "SOFTMAX": (2, "SoftmaxOptions"),
       "RESIZE_NEAREST_NEIGHBOR": (3, "ResizeNearestNeighborOptions"),
       "RESIZE_BILINEAR": (3, "ResizeBilinearOptions"),
       "MAXIMUM": (2, "MaximumMinimumOptions"), "MINIMUM": (2, "MaximumMinimumOptions"),
       "QUANTIZE": (1, None), "DEQUANTIZE": (2, None)}


class Writer:
    """Collects tensors and operators; tensors are referred to by index."""

    def __init__(self):
        self.graph = schema.SubGraphT()
        self.graph.name = b"main"
        self.graph.tensors, self.graph.operators = [], []
        self.buffers = [schema.BufferT()]
        self.codes, self.code_index = [], {}
        self.info = []           # per tensor: (name, shape, dtype, scale, zero point)

    def tensor(self, name, shape, dtype, scale=None, zero=None, axis=0, data=None):
        dtype = np.dtype(dtype)
        t = schema.TensorT()
        t.name, t.shape, t.type = name.encode(), [int(v) for v in shape], DTYPES[dtype]
        t.buffer = 0
        if data is not None:
            data = np.ascontiguousarray(data, dtype)
            assert data.shape == tuple(shape), (name, data.shape, shape)
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data.tobytes(), np.uint8)
            t.buffer = len(self.buffers)
            self.buffers.append(buffer)
        if scale is not None:
            q = schema.QuantizationParametersT()
            q.scale = np.atleast_1d(np.asarray(scale, np.float32))
            zeros = np.zeros(len(q.scale), np.int64) if zero is None else zero
            q.zeroPoint = np.atleast_1d(np.asarray(zeros, np.int64))
            q.quantizedDimension = axis
            t.quantization = q
        self.graph.tensors.append(t)
        self.info.append((name, tuple(int(v) for v in shape), dtype, scale, zero))
        return len(self.graph.tensors) - 1

    def constant(self, name, data, scale=None, zero=None, axis=0):
        data = np.asarray(data)
        return self.tensor(name, data.shape, data.dtype, scale, zero, axis, data)

    def op(self, kind, inputs, outputs, **options):
        version, table = OPS[kind]
        if kind not in self.code_index:
            code = schema.OperatorCodeT()
            code.builtinCode = getattr(schema.BuiltinOperator, kind)
            code.deprecatedBuiltinCode = min(code.builtinCode, 127)
            code.version = version
            self.code_index[kind] = len(self.codes)
            self.codes.append(code)
        o = schema.OperatorT()
        o.opcodeIndex = self.code_index[kind]
        o.inputs, o.outputs = list(inputs), list(outputs)
        if table:
            o.builtinOptionsType = getattr(schema.BuiltinOptions, table)
            o.builtinOptions = getattr(schema, table + "T")()
            for key, value in options.items():
                assert hasattr(o.builtinOptions, key), (kind, key)
                setattr(o.builtinOptions, key, value)
        else:
            assert not options
        self.graph.operators.append(o)
        return outputs[0]

    def finish(self, inputs, outputs, description):
        self.graph.inputs, self.graph.outputs = list(inputs), list(outputs)
        model = schema.ModelT()
        model.version = 3
        model.description = description.encode()
        model.operatorCodes, model.subgraphs = self.codes, [self.graph]
        model.buffers = self.buffers
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())
