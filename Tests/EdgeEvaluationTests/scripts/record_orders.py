"""Records the order that NumPy 2.4.6 gives detections on a processor with AVX-512, for runs recorded on one.

    python record_orders.py SHARED

Only the order of equal confidences differs from the portable sort. Writes Fixtures/vector_orders.npz.
"""
import pathlib
import sys

import numpy as np

NAMES = ["val_person225_v84190u8_yolov8n_192_quant_pc_uf_od_coco-person-st",
         "val_pose128_v84190u8_yolov8n_256_quant_pc_uf_pose_coco-st",
         "val_seg128_v84190_yolov8n_256_quant_pc_ii_seg_coco-st"]

folder = pathlib.Path(sys.argv[1]) / "golden/ultralytics"
orders = {name: np.argsort(-np.load(folder / f"{name}_stats.npz")["conf"]).astype(np.uint16) for name in NAMES}
np.savez_compressed(pathlib.Path(__file__).resolve().parent.parent / "Fixtures/vector_orders.npz", **orders)
