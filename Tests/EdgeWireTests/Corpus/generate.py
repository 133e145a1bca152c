#!/usr/bin/env python3
"""Writes messages.txt: messages of the board protocol encoded by Google's protobuf, which knows nothing of EdgeWire.

Usage: pip install protobuf; python3 generate.py > messages.txt

The schema below restates the tables of the protocol reference. One deviation is deliberate: the elements of `dims`,
`counters` and `extra` are declared int32, because boards send them sign-extended.

Each line holds a kind, the encoded message in hexadecimal, and every field in wire order as `path=value`. Floats are
given as their bits, texts and bytes in hexadecimal.
"""
import random
import struct

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SCHEMA = {
    "reqMsg": [(1, "reqid", "uint32"), (2, "cmd", "uint32"), (3, "param", "uint32"), (4, "name", "string"),
               (5, "opt", "uint32")],
    "ackMsg": [(1, "param", "uint32"), (2, "error", "uint32")],
    "aiDataMsg": [(1, "type", "uint32"), (2, "size", "uint32"), (3, "addr", "uint32"), (4, "datas", "bytes")],
    "logMsg": [(1, "level", "uint32"), (2, "str", "string")],
    "syncMsg": [(1, "version", "uint32"), (4, "capability", "uint32"), (5, "rtid", "uint32")],
    "sysinfoG1": [(1, "devid", "uint32"), (2, "sclock", "uint32"), (3, "hclock", "uint32"), (4, "cache", "uint32"),
                  (5, "extra", "int32*")],
    "sysinfoMsg": [(1, "devid", "uint32"), (2, "sclock", "uint32"), (3, "hclock", "uint32"), (4, "cache", "uint32"),
                   (5, "com_param", "uint32"), (6, "extra", "int32*")],
    "aiTensorDescMsg": [(1, "name", "string"), (2, "format", "uint32"), (3, "size", "uint32"),
                        (4, "n_dims", "uint32"), (5, "dims", "int32*"), (6, "scale", "float"),
                        (7, "zeropoint", "int32"), (8, "addr", "uint32"), (9, "flags", "uint32")],
    "aiTensorMsg": [(1, "desc", "aiTensorDescMsg"), (2, "data", "aiDataMsg")],
    "aiOperatorMsg": [(1, "name", "string"), (2, "type", "uint32"), (3, "id", "uint32"), (4, "duration", "float"),
                      (5, "counter_type", "uint32"), (6, "counters", "int32*"), (7, "stack_used", "int32"),
                      (8, "heap_used", "int32")],
    "aiModelInfoMsg": [(1, "name", "string"), (2, "rtid", "uint32"), (3, "signature", "string"),
                       (4, "compile_datetime", "string"), (5, "runtime_version", "uint32"),
                       (6, "tool_version", "uint32"), (7, "n_macc", "uint64"), (8, "n_nodes", "uint32"),
                       (10, "n_inputs", "uint32"), (11, "inputs", "aiTensorDescMsg*"), (12, "n_outputs", "uint32"),
                       (13, "outputs", "aiTensorDescMsg*"), (14, "n_activations", "uint32"),
                       (15, "activations", "aiTensorDescMsg*"), (16, "n_params", "uint32"),
                       (17, "params", "aiTensorDescMsg*"), (20, "runtime_desc", "string"),
                       (21, "n_install_time", "float?"), (22, "n_init_time", "float?")],
}
PAYLOADS = {"sync": (10, "syncMsg"), "sinfo": (11, "sysinfoMsg"), "ack": (12, "ackMsg"), "log": (13, "logMsg"),
            "data": (15, "aiDataMsg"), "op": (16, "aiOperatorMsg"), "tensor": (17, "aiTensorMsg"),
            "minfo": (22, "aiModelInfoMsg")}

F = descriptor_pb2.FieldDescriptorProto
SCALARS = {"uint32": F.TYPE_UINT32, "int32": F.TYPE_INT32, "uint64": F.TYPE_UINT64, "float": F.TYPE_FLOAT,
           "string": F.TYPE_STRING, "bytes": F.TYPE_BYTES}


def build():
    file = descriptor_pb2.FileDescriptorProto(name="link.proto", package="link", syntax="proto2")

    def add(message, number, name, kind, oneof=None):
        field = message.field.add(name=name, number=number)
        field.label = F.LABEL_REPEATED if kind[-1] == "*" else F.LABEL_OPTIONAL
        if kind[-1] not in "*?" and oneof is None:
            field.label = F.LABEL_REQUIRED
        kind = kind.rstrip("*?")
        if kind in SCALARS:
            field.type = SCALARS[kind]
        else:
            field.type, field.type_name = F.TYPE_MESSAGE, ".link." + kind
        if oneof is not None:
            field.oneof_index = oneof

    for name, fields in SCHEMA.items():
        message = file.message_type.add(name=name)
        for number, field, kind in fields:
            add(message, number, field, kind)
    for name, system in (("respMsg", "sysinfoMsg"), ("respG1", "sysinfoG1")):
        message = file.message_type.add(name=name)
        add(message, 1, "reqid", "uint32")
        add(message, 2, "state", "uint32")
        message.oneof_decl.add(name="payload")
        for field, (number, kind) in PAYLOADS.items():
            add(message, number, field, system if kind == "sysinfoMsg" else kind, oneof=0)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {m.name: message_factory.GetMessageClass(pool.FindMessageTypeByName("link." + m.name))
            for m in file.message_type}


rng = random.Random(20240)
CLASSES = build()
EDGES = [0, 1, 127, 128, 16383, 16384, 2**21 - 1, 2**21, 2**28, 2**31 - 1, 2**31, 2**32 - 1]


def word():
    return rng.choice(EDGES) if rng.random() < 0.4 else rng.getrandbits(rng.choice([3, 7, 8, 14, 16, 24, 32]))


def signed():
    value = word()
    return value - 2**32 if value >= 2**31 else value


def text(limit):
    length = rng.choice([0, 0, 1, 5, 12, 30, limit - 1, limit])
    result = ""
    while len((result + "µ").encode()) <= length:
        result += rng.choice("abcdefghijklmnopqrstuvwxyz_0123456789-.: µ")
    return result


def real():
    return struct.unpack("<f", struct.pack("<f", rng.choice([0, 1, -1, 0.0078125, 1e-30, 3.4e38, rng.uniform(-9, 9)])))[0]


def fill(message, name, name_limit):
    for _, field, kind in SCHEMA[name]:
        base = kind.rstrip("*?")
        if kind.endswith("?") and rng.random() < 0.5:
            continue
        if kind == "int32*":
            getattr(message, field).extend(signed() for _ in range(rng.choice([0, 1, 3, 4, 10, 32])))
        elif kind.endswith("*"):
            for _ in range(rng.choice([0, 1, 2])):
                fill(getattr(message, field).add(), base, name_limit)
        elif base in SCHEMA:
            fill(getattr(message, field), base, name_limit)
            getattr(message, field).SetInParent()
        else:
            setattr(message, field, {
                "uint32": word, "int32": signed, "float": real, "uint64": lambda: rng.choice([0, 1, 2**63, word(), 2**64 - 1]),
                "string": lambda: text(127 if name == "logMsg" else name_limit),
                "bytes": lambda: rng.randbytes(rng.choice([0, 1, 7, 31, 32, 33, 200])),
            }[base]())
    for count, _ in (("n_inputs", "inputs"), ("n_outputs", "outputs"), ("n_activations", "activations"),
                     ("n_params", "params")):
        if name == "aiModelInfoMsg":
            setattr(message, count, len(getattr(message, {"n_params": "params"}.get(count, count[2:]))))


def flatten(message, prefix=""):
    parts = []
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        for element in values:
            path = prefix + field.name
            if field.type == F.TYPE_MESSAGE:
                parts += flatten(element, path + ".")
            elif field.type == F.TYPE_FLOAT:
                parts.append("%s=%08x" % (path, struct.unpack("<I", struct.pack("<f", element))[0]))
            elif field.type == F.TYPE_STRING:
                parts.append("%s=%s" % (path, element.encode().hex()))
            elif field.type == F.TYPE_BYTES:
                parts.append("%s=%s" % (path, element.hex()))
            else:
                parts.append("%s=%d" % (path, element))
    return parts


def emit(kind, message):
    print(kind, message.SerializeToString(deterministic=True).hex() or "-", *flatten(message))


print("# Generated by generate.py from Google's protobuf; do not edit.")
for _ in range(24):
    message = CLASSES["reqMsg"]()
    fill(message, "reqMsg", 63)
    emit("reqMsg", message)
for kind in ("ackMsg", "aiDataMsg"):
    for _ in range(8):
        message = CLASSES[kind]()
        fill(message, kind, 63)
        emit(kind, message)
for response in ("respMsg", "respG1"):
    for payload, (_, kind) in PAYLOADS.items():
        if response == "respG1" and payload != "sinfo":
            continue
        for _ in range(12):
            message = CLASSES[response](reqid=word(), state=rng.randrange(5))
            fill(getattr(message, payload), "sysinfoG1" if response == "respG1" else kind, 63)
            getattr(message, payload).SetInParent()
            emit(response, message)
