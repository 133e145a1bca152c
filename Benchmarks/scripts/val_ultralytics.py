"""Validates MODEL on the data set in FOLDER with Ultralytics and prints times and figures as JSON.

    python val_ultralytics.py MODEL FOLDER IMGSZ

Ultralytics gives no uint8 to models; this script lets it, so that both programs run the same file.
"""
import contextlib
import inspect
import io
import json
import os
import sys
import textwrap
import time

model_path, folder, size = sys.argv[1:]
os.environ.setdefault("YOLO_OFFLINE", "true")
os.environ.setdefault("YOLO_AUTOINSTALL", "false")
os.environ.setdefault("YOLO_CONFIG_DIR", folder)
# Equal confidences are ranked by numpy's sort, which depends on the processor unless its vector sorts are off.
os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", "X86_V3 X86_V4 AVX512_ICL AVX512_SPR")
os.chdir(folder)

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    from ultralytics import YOLO
    from ultralytics.nn.backends import litert

    forward = textwrap.dedent(inspect.getsource(litert.LiteRTBackend.forward))
    names = dict(vars(litert))
    exec(forward.replace("{np.int8, np.int16}", "{np.uint8, np.int8, np.int16}"), names)
    litert.LiteRTBackend.forward = names["forward"]
    model = YOLO(model_path, task="detect")
    start = time.perf_counter()
    results = model.val(
        data=os.path.join(folder, "data.yaml"), imgsz=int(size), batch=1, device="cpu", plots=False, verbose=False,
        project=folder, name="ultralytics", exist_ok=True)
    seconds = time.perf_counter() - start
print(json.dumps({
    "pictures": len(os.listdir("images")),
    "seconds": seconds,
    "milliseconds": {name: float(value) for name, value in results.speed.items()},
    "map50": float(results.box.map50),
    "map": float(results.box.map),
}))
