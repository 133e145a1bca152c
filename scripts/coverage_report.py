#!/usr/bin/env python3
"""Says of every model file in a folder how far EdgeRunner takes it. Usage: coverage_report.py EDGERUNNER FOLDER [--json]

Each .tflite and .onnx file below FOLDER goes through three commands, each a process of its own with a time-out:
  info      is it read, and what is refused
  compare   the native engine against litert:, every tensor: exact, explained by rounding, unexplained
  generate  is it printed as C
What the native engine refuses, and every .onnx file, is run by its host runtime instead, to tell what that makes of it.
Standard library only. The exit status is 1 when a model crashes, runs out of time or differs unexplained.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

# From the best to the worst: a model is as good as the worst of its commands. "runs" is said of models that the host
# runtime alone runs, "uncompared" of those that the native engine runs and LiteRT does not.
VERDICTS = ["exact", "explained", "runs", "uncompared", "refused", "failed", "unexplained", "time-out", "crashed"]
BAD = {"unexplained", "time-out", "crashed"}
# Exit statuses of edgerunner, see the README.
MODEL_REFUSED, DISAGREEMENT, UNEXPECTED = 3, 7, 1


def run(binary, arguments, timeout, folder):
    """Runs the command; gives verdict or None, message, and the JSON document on standard output or None."""
    try:
        result = subprocess.run(
            [binary, *arguments], cwd=folder, capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return "time-out", f"{arguments[0]}: no end within {timeout} s", None
    errors = result.stderr.decode(errors="replace")
    try:
        document = json.loads(result.stdout)
    except ValueError:
        document = None
    if result.returncode < 0:
        return "crashed", f"{arguments[0]}: {signal.Signals(-result.returncode).name}", document
    if result.returncode == UNEXPECTED:
        return "crashed", f"{arguments[0]}: {first_error(errors)}", document
    if result.returncode == MODEL_REFUSED:
        return "refused", first_error(errors), document
    if result.returncode not in (0, DISAGREEMENT):
        return "failed", f"{arguments[0]}: {first_error(errors)}", document
    return None, "", document


def first_error(text):
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith("error: ")), None)
    if start is None:
        return lines[-1] if lines else "no message"
    return lines[start].removeprefix("error: ")


def reasons(message, document, path):
    """Why a model is refused: kinds and reasons of its operators, or the message without the file's name."""
    operators = ((document or {}).get("error") or {}).get("refusedOperators") or []
    if operators:
        return sorted({f"{operator['kind']}: {operator['reason']}" for operator in operators})
    for name in (str(path), path.name, path.stem):
        message = message.removeprefix(f"{name}: ")
    # Names and sizes are the model's own; what is left of them is the kind of refusal.
    message = re.sub(r"\[[-\d, ]*\]", "[...]", re.sub(r"\b(tensor|input|output) \S+", r"\1 ...", message))
    return [message]


def examine(binary, path, timeout, samples):
    entry = {"file": str(path), "byteCount": path.stat().st_size, "reasons": [], "messages": []}
    with tempfile.TemporaryDirectory() as folder:
        model = str(path)

        def step(*arguments):
            verdict, message, document = run(binary, list(arguments), timeout, folder)
            if message:
                entry["messages"].append(message)
            if verdict == "refused":
                # What another runtime or the printer refuses is no refusal of the engine.
                prefix = "" if arguments[0] == "info" else f"{arguments[0]}: "
                found = [prefix + reason for reason in reasons(message, document, path)]
                entry["reasons"] += [reason for reason in found if reason not in entry["reasons"]]
            return verdict, document

        verdicts = []
        entry["info"], document = step("info", model, "--no-nodes", "--json")
        entry["operators"] = len((document or {}).get("operators") or [])
        runtime = "onnxruntime" if path.suffix == ".onnx" else "litert"
        if entry["info"] is None and runtime == "litert":
            entry["compare"], document = step(
                "compare", model, f"litert:{model}", "-b", str(samples), "--policy", "none", "--json"
            )
            pair = ((document or {}).get("pairs") or [{}])[0]
            if entry["compare"] in ("refused", "failed"):
                entry["compare"] = "uncompared"
            elif entry["compare"] is None:
                entry["compare"] = pair.get("verdict", "failed")
                entry["tensors"] = {n: pair.get(f"{n}Count", 0) for n in ("exact", "explained", "unexplained")}
            generated, _ = step("generate", model, "--no-build", "-o", "c", "--json")
            entry["generate"] = generated or "printed"
            verdicts += [entry["compare"], generated]
        else:
            verdict, _ = step("run", f"{runtime}:{model}", "-b", "1", "-o", "o.npz", "--json")
            entry[runtime] = verdict or "runs"
            verdicts += [entry["info"] or "runs", verdict if verdict in BAD else None]
        entry["verdict"] = max((v for v in verdicts if v), key=VERDICTS.index)
    entry = {key: value for key, value in entry.items() if value is not None}
    return entry


def totals(models):
    result = {verdict: 0 for verdict in VERDICTS}
    result.update(collections.Counter(model["verdict"] for model in models))
    hurdles = collections.Counter(reason for model in models for reason in model["reasons"])
    sole = collections.Counter(model["reasons"][0] for model in models if len(model["reasons"]) == 1)
    tensors = collections.Counter()
    for model in models:
        tensors.update(model.get("tensors", {}))
    return {
        "models": len(models),
        "verdicts": result,
        "tensors": {name: tensors[name] for name in ("exact", "explained", "unexplained")},
        "generated": sum(model.get("generate") == "printed" for model in models),
        "reasons": [
            {"reason": reason, "models": count, "soleHurdle": sole[reason]} for reason, count in hurdles.most_common()
        ],
    }


def table(rows, right=()):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [str(c).rjust(w) if i in right else str(c).ljust(w) for i, (c, w) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())
        if number == 0:
            print("-" * min(sum(widths) + 2 * len(widths) - 2, 120))


def print_text(folder, models, summary):
    rows = [["model", "verdict", "exact", "explained", "unexplained", "C", "why"]]
    for model in models:
        tensors = model.get("tensors", {})
        name = os.path.relpath(model["file"], folder)
        why = "; ".join(model["reasons"] or model["messages"])
        rows.append(
            [
                name if len(name) <= 60 else "..." + name[-57:],
                model["verdict"],
                *(tensors.get(n, "") for n in ("exact", "explained", "unexplained")),
                model.get("generate", ""),
                why if len(why) <= 160 else why[:157] + "...",
            ]
        )
    table(rows, right=(2, 3, 4))
    print()
    table([["verdict", "models"], *([v, n] for v, n in summary["verdicts"].items() if n), ["all", summary["models"]]], (1,))
    counts = summary["tensors"]
    print(
        f"\ntensors: {counts['exact']} exact, {counts['explained']} explained, {counts['unexplained']} unexplained; "
        f"{summary['generated']} models printed as C"
    )
    if summary["reasons"]:
        print()
        table(
            [["models", "sole hurdle", "refused because"]]
            + [[r["models"], r["soleHurdle"], r["reason"][:160]] for r in summary["reasons"]],
            (0, 1),
        )


def main():
    parser = argparse.ArgumentParser(description="How far EdgeRunner takes every model file of a folder.")
    parser.add_argument("edgerunner", help="the built command")
    parser.add_argument("folder", help="where to look for .tflite and .onnx files, folders below included")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of text")
    parser.add_argument("--timeout", type=int, default=300, help="seconds for each command (default: 300)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="models at a time (default: all cores)")
    parser.add_argument("--samples", type=int, default=2, help="random samples of each comparison (default: 2)")
    options = parser.parse_args()
    binary = str(pathlib.Path(options.edgerunner).resolve())
    folder = pathlib.Path(options.folder).resolve()
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".tflite", ".onnx") and p.is_file())
    if not files:
        sys.exit(f"error: no .tflite or .onnx files in {options.folder}")
    models = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        tasks = pool.map(lambda path: examine(binary, path, options.timeout, options.samples), files)
        for number, model in enumerate(tasks, 1):
            models.append(model)
            print(f"{number} of {len(files)}: {model['verdict']}  {model['file']}", file=sys.stderr, flush=True)
    summary = totals(models)
    if options.json:
        json.dump({"folder": str(folder), "models": models, "summary": summary}, sys.stdout, indent=1)
        print()
    else:
        print_text(folder, models, summary)
    sys.exit(1 if any(model["verdict"] in BAD for model in models) else 0)


main()
