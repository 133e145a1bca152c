"""Records what Ultralytics calls classes: `str` of what PyYAML reads. Needs PyYAML; prints JSON."""

import json

import yaml

NAMES = """
no No NO nO on off yes y n true True TRUE tRUE false ~ null Null NULL nUll none None 1e3 1.0e3 1.0e+3 1.5 1.50 1. 1.0
.5 -.5 +.5 -0.0 012 0o12 08 0 00 0x1F 0x1f 0b11 1_000 1_0.5 +5 -5 12:30 12:30:45 1:2.5 12:70 .inf -.inf +.INF .nan .NaN
2020-01-01 1e16 1.0e+16 1.2345e+16 -1.0e+16 12345678901234567890 0.1 100000.0 1234567.0 1.0e-05 0.00001 0.0001 1.0e+15
9007199254740993.0 18014398509481984.0 18014398509481986.0 1.0e+17 +12 -0 cat#x 007 1__0 _1 0_7 -0x10 -012 1.0e+300
1.0e+400 3.14159265358979 'no' "012" <<x 1,2 é Y N 1.2.3 10.10 0.30000000000000004 5.0e-324 123456789012345680.0 11:00
0:30 01:30 -1:30 2001-1-1 a:b - ' ' "\\x41" -x --- .. ...x 1.e+5 .e+5 0. 0x 0b_ _
""".split()


def name(text: str) -> str | None:
    try:
        return str(yaml.safe_load(f"names:\n  0: {text}\n")["names"][0])
    except (yaml.YAMLError, ValueError):
        return None


recorded = [[text, name(text)] for text in NAMES + ["!!str no", "!!str 012", "1 2", "cat #x", "two\n    lines"]]
rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in recorded)
print(f"[\n{rows}\n]")
