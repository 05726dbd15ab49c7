"""Runs a command and ends it with all its children as soon as the starter is gone.

usage: supervise.py [--log FILE] [--remove FOLDER] -- COMMAND [ARGUMENT ...]

The starter keeps the write end of our standard input open and never writes: end of file means that
it has ended, however that happened (SIGKILL included). Then, or on SIGTERM, SIGINT or SIGHUP, the
process group of the command gets SIGTERM and after GRACE_IN_SECONDS SIGKILL; the folder is removed.
The exit code is that of the command, 128 + n when signal n ended it.
"""

import argparse
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time

GRACE_IN_SECONDS = 2.0
# The log keeps at most two files of this size: FILE and the older FILE.1.
LOG_LIMIT_IN_BYTES = 5 * 1024 * 1024
PR_SET_PDEATHSIG = 1


def die_with_parent():
    """Runs in the child: on Linux the kernel kills the command when even this supervisor is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def copy_output(source, path):
    """Copies the output of the command to the log file and starts a new file when it is full."""
    log = open(path, "wb", buffering=0)
    size = 0
    while chunk := os.read(source.fileno(), 65536):
        if size + len(chunk) > LOG_LIMIT_IN_BYTES:
            log.close()
            os.replace(path, path + ".1")
            log = open(path, "wb", buffering=0)
            size = 0
        log.write(chunk)
        size += len(chunk)
    log.close()


def signal_group(group, number):
    """Sends a signal to a process group that may have ended already."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass  # PermissionError is what macOS says of a group of zombies.


def end(child):
    """Ends the command and everything that it started."""
    signal_group(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_IN_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    signal_group(child.pid, signal.SIGKILL)
    child.wait()


def wait_for_end(child, wakeup):
    """Returns when the command has ended, the starter is gone or a signal came."""
    read_end, write_end = wakeup

    def wait():
        child.wait()
        os.write(write_end, b"\0")

    threading.Thread(target=wait, daemon=True).start()
    while True:
        ready, _, _ = select.select([0, read_end], [], [])
        if read_end in ready or (0 in ready and not os.read(0, 4096)):
            return


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log")
    parser.add_argument("--remove")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    if arguments.command[:1] == ["--"]:
        del arguments.command[0]
    return arguments


def main():
    arguments = parse_arguments()
    # Signals wake the select below through a pipe; a handler that sets a lock could block itself.
    wakeup = os.pipe()
    os.set_blocking(wakeup[1], False)
    signal.set_wakeup_fd(wakeup[1])
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    child = subprocess.Popen(
        arguments.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if arguments.log else None,
        stderr=subprocess.STDOUT if arguments.log else None,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    copier = threading.Thread(target=copy_output, args=(child.stdout, arguments.log), daemon=True)
    if arguments.log:
        copier.start()
    wait_for_end(child, wakeup)
    end(child)
    if arguments.log:
        copier.join(timeout=1)
    if arguments.remove:
        shutil.rmtree(arguments.remove, ignore_errors=True)
    code = child.returncode
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
