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
import time

model_path, folder, size = sys.argv[1:]
os.environ.setdefault("YOLO_OFFLINE", "true")
os.environ.setdefault("YOLO_AUTOINSTALL", "false")
os.environ.setdefault("YOLO_CONFIG_DIR", folder)
os.chdir(folder)

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    from ultralytics import YOLO
    from ultralytics.nn.backends import litert

    source = inspect.getsource(litert).replace("{np.int8, np.int16}", "{np.uint8, np.int8, np.int16}")
    patched = {"__name__": litert.__name__, "__package__": litert.__package__}
    exec(compile(source, litert.__file__, "exec"), patched)
    for name, value in vars(litert).items():
        if inspect.isclass(value) and value.__module__ == litert.__name__:
            value.forward = patched[name].forward
            value.forward.__globals__.update({k: v for k, v in vars(litert).items() if k not in patched})
    model = YOLO(model_path, task="detect")
    data = next(name for name in os.listdir(folder) if name.endswith(".yaml"))
    start = time.perf_counter()
    results = model.val(
        data=os.path.join(folder, data), imgsz=int(size), batch=1, device="cpu", plots=False, verbose=False,
        project=folder, name="ultralytics", rect=False)
    seconds = time.perf_counter() - start
print(json.dumps({
    "pictures": len([n for n in os.listdir("images") if n.lower().endswith((".jpg", ".jpeg", ".png"))]),
    "seconds": seconds,
    "milliseconds": {name: float(value) for name, value in results.speed.items()},
    "map50": float(results.box.map50),
    "map": float(results.box.map),
}))
