"""Runs the models FOLDER/0.tflite ... with LiteRT's default and reference kernels.

usage: run_litert.py FOLDER COUNT
Reads FOLDER/<i>_in_<k>.npy, writes FOLDER/<i>_litert_<k>.npy and FOLDER/<i>_reference_<k>.npy in the order of the
model's outputs. A model that LiteRT refuses leaves no files.
"""
import os
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

folder, count = sys.argv[1], int(sys.argv[2])
resolvers = {"litert": OpResolverType.AUTO, "reference": OpResolverType.BUILTIN_REF}
for i in range(count):
    for name, resolver in resolvers.items():
        try:
            interpreter = Interpreter(
                model_path=os.path.join(folder, f"{i}.tflite"), num_threads=1, experimental_op_resolver_type=resolver
            )
            interpreter.allocate_tensors()
            for k, detail in enumerate(interpreter.get_input_details()):
                interpreter.set_tensor(detail["index"], np.load(os.path.join(folder, f"{i}_in_{k}.npy")))
            interpreter.invoke()
        except (RuntimeError, ValueError) as error:
            print(f"{i} {name}: {error}", file=sys.stderr)
            continue
        for k, detail in enumerate(interpreter.get_output_details()):
            np.save(os.path.join(folder, f"{i}_{name}_{k}.npy"), interpreter.get_tensor(detail["index"]))
