"""The usual ways of Python to read the same files. Arguments: variant, file, least seconds of reading. Prints one JSON line.

As in read-child.ts the clock starts when everything is imported and the file is about to be opened.
"""
import csv
import json
import resource
import sys
import time
from xml.etree import ElementTree

REJECTED = {"verdict": "REJECTED"}


def text(path):
    """The whole body, decoded, split into lines and into words."""
    with open(path, "rb") as file:
        content = file.read().decode("utf-8")
    lines = len(content.splitlines())
    return {"records": lines, "lines": lines, "words": len(content.split())}


def rows(path):
    """csv.reader, row by row; it takes a row of any width, so the width is checked here."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file, strict=True)
        columns = len(next(reader))
        records = 0
        for row in reader:
            if len(row) != columns:
                raise ValueError("columns")
            records += 1
    return {"records": records, "columns": columns}


def json_lines(path):
    """json.loads of every line."""
    records = 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip():
                json.loads(line)
                records += 1
    return {"records": records}


def json_array(path):
    """json.load of the whole file."""
    with open(path, encoding="utf-8") as file:
        value = json.load(file)
    return {"records": len(value) if isinstance(value, list) else 1}


def xml(path):
    """ElementTree.iterparse; every child of the root is let go when it is complete."""
    records = 0
    depth = 0
    for event, element in ElementTree.iterparse(path, events=("start", "end")):
        if event == "start":
            depth += 1
            if depth == 1:
                root = element
        else:
            depth -= 1
            if depth == 1:
                records += 1
                root.clear()
    return {"records": records}


VARIANTS = {
    "text/python": text,
    "csv/python": rows,
    "ndjson/python": json_lines,
    "json/python": json_array,
    "xml/python": xml,
}
FAULTS = (csv.Error, ElementTree.ParseError, StopIteration, ValueError)


def judge(read, path):
    try:
        return {"verdict": "PROCESSED", **read(path)}
    except FAULTS:
        return REJECTED


def peak_in_bytes():
    """As peak.ts: Linux counts the memory of the parent into ru_maxrss, VmHWM is of this program alone."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) * 1024
    except FileNotFoundError:
        # Bytes on macOS.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main():
    name, path, least_seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    read = VARIANTS[name]
    cpu_before, begun = time.process_time(), time.perf_counter()
    found = judge(read, path)
    passes = 1
    while time.perf_counter() - begun < least_seconds:
        if judge(read, path) != found:
            sys.exit("A later pass found something else than the first.")
        passes += 1
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu_before
    result = {"seconds": seconds, "cpuSeconds": cpu_seconds, "passes": passes, "found": found}
    print(json.dumps({**result, "peakInBytes": peak_in_bytes()}))


main()
