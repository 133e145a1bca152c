"""Runs the models FOLDER/0.tflite ... with TFLite's reference kernels.

usage: run_reference.py FOLDER COUNT
Reads FOLDER/<i>_in_<k>.npy and writes FOLDER/<i>_out_<k>.npy in the order of the model's outputs. A model that is
refused leaves FOLDER/<i>.txt with the reason.
"""
import os
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

folder, count = sys.argv[1], int(sys.argv[2])
for i in range(count):
    try:
        interpreter = Interpreter(
            model_path=os.path.join(folder, f"{i}.tflite"),
            num_threads=1,
            experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
        )
        interpreter.allocate_tensors()
        for k, detail in enumerate(interpreter.get_input_details()):
            interpreter.set_tensor(detail["index"], np.load(os.path.join(folder, f"{i}_in_{k}.npy")))
        interpreter.invoke()
    except (RuntimeError, ValueError) as error:
        with open(os.path.join(folder, f"{i}.txt"), "w") as file:
            file.write(str(error))
        continue
    for k, detail in enumerate(interpreter.get_output_details()):
        np.save(os.path.join(folder, f"{i}_out_{k}.npy"), interpreter.get_tensor(detail["index"]))
