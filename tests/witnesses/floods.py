"""Servers that never stop sending, against sfe-push: every type of SSH message, before and after the login.

    floods.py SFE-PUSH [TYPE...]

sfe-push must end soon after its time-out, by its own decision, and in little memory; and soon after SIGTERM.
Prints the longest time beyond the time-out and the highest memory.
"""

import concurrent.futures
import contextlib
import logging
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import paramiko

TIMEOUT = 2
# Allowed beyond the time-out: several steps may each take a part of it, and this machine may be busy.
BEYOND = 20
# What SIGTERM may take on a busy machine: a program that is deaf to it goes on until its time-out of thirty seconds.
STOPPED = 10
MEMORY_MIB = 48
# Messages of the first size come slowly, so that they are never too much and only the time-out ends them.
SIZES = [SLOW := 10, 20, 8000]
SIZE, TIME = 1000, 1600000000
KEY = paramiko.RSAKey.generate(2048)
USER_KEY = paramiko.RSAKey.generate(2048)
TYPES = [*range(1, 8), 20, 21, *range(30, 35), *range(50, 54), 60, 61, 80, 81, 82, *range(90, 101), 192, 255]
MOMENTS = ["before the key exchange", "before the login", "after the login", "in SFTP"]
TEXTS = {
    "lines": b"hello\r\n" * 1000,
    "no line": b"hello " * 1000,
    "banner": b"SSH-2.0-" + b"x" * 5000,
    "zeros": bytes(6000),
}


def body(kind, size):
    """A message of this type that is as well-formed as a flood needs."""
    message = paramiko.Message()
    message.add_byte(bytes([kind]))
    if kind == 80:
        message.add_string("keepalive@openssh.com")
        message.add_boolean(True)
    elif kind == 90:
        message.add_string("session")
        for number in (1, 1 << 20, 1 << 15):
            message.add_int(number)
    elif kind in (94, 95):
        message.add_int(0)
        if kind == 95:
            message.add_int(1)
        message.add_string(b"x" * size)
    elif 91 <= kind <= 100:
        message.add_int(0)
        message.add_int(1 << 20)
        message.add_bytes(b"x" * size)
    else:
        message.add_string(b"x" * size)
        message.add_string(b"")
    return message


class Server(paramiko.ServerInterface):
    def __init__(self, flood):
        self.flood = flood

    def check_auth_publickey(self, username, key):
        if self.flood.moment == "before the login":
            self.flood.begin()
        return paramiko.AUTH_SUCCESSFUL

    def get_allowed_auths(self, username):
        return "publickey"

    def check_channel_request(self, kind, number):
        if self.flood.moment == "after the login":
            self.flood.begin()
        return paramiko.OPEN_SUCCEEDED

    def check_channel_subsystem_request(self, channel, name):
        if self.flood.moment == "in SFTP":
            threading.Timer(0.1, self.flood.begin).start()
        return super().check_channel_subsystem_request(channel, name)


class Folder(paramiko.SFTPServerInterface):
    """Takes files, and shows the same one under every name."""

    def open(self, path, flags, attributes):
        handle = paramiko.SFTPHandle(flags)
        handle.writefile = handle.readfile = tempfile.TemporaryFile()
        return handle

    def stat(self, path):
        time.sleep(0.1)
        attributes = paramiko.SFTPAttributes()
        attributes.st_size, attributes.st_mtime, attributes.st_atime = SIZE, TIME, TIME
        return attributes

    lstat = stat

    def remove(self, path):
        return paramiko.SFTP_NO_SUCH_FILE

    def rename(self, old, new):
        return paramiko.SFTP_OK

    def chattr(self, path, attributes):
        return paramiko.SFTP_OK


class Flood:
    def __init__(self, kind, moment, size):
        self.kind, self.moment, self.size = kind, moment, size
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.session, args=[connection], daemon=True).start()

    def session(self, connection):
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            if isinstance(self.kind, str):
                while True:
                    connection.sendall(TEXTS[self.kind])
            if self.moment == "before the key exchange":
                connection.sendall(b"SSH-2.0-flood\r\n")
                payload = body(self.kind, self.size).asbytes()
                padding = 8 - (len(payload) + 5) % 8 + 8
                packet = (len(payload) + padding + 1).to_bytes(4, "big") + bytes([padding]) + payload + bytes(padding)
                packets = packet * (65536 // len(packet) + 1)
                while True:
                    connection.sendall(packet if self.size == SLOW else packets)
                    if self.size == SLOW:
                        time.sleep(0.005)
            self.transport = paramiko.Transport(connection)
            self.transport.add_server_key(KEY)
            self.transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Folder)
            self.transport.start_server(server=Server(self))
            self.transport.join(60)

    def begin(self):
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        message = body(self.kind, self.size)
        with contextlib.suppress(Exception):
            while True:
                self.transport._send_message(message)
                if self.size == SLOW:
                    time.sleep(0.005)


def run(program, folder, flood, stop_after=None):
    """Exit status, seconds and MiB of sfe-push."""
    (folder / f"known_hosts.{flood.port}").write_text(
        f"[127.0.0.1]:{flood.port} {KEY.get_name()} {KEY.get_base64()}\n"
    )
    begin = time.monotonic()
    child = subprocess.Popen(
        [program, "P1.csv", "--host", f"127.0.0.1:{flood.port}", "--user", "u", "--retry-for", "0"]
        + ["--known-hosts", f"known_hosts.{flood.port}", "--timeout", str(TIMEOUT if stop_after is None else 30)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    memory = [0]
    watching = threading.Thread(target=watch, args=[child.pid, memory], daemon=True)
    watching.start()
    if stop_after is not None:
        time.sleep(stop_after)
        os.kill(child.pid, signal.SIGTERM)
        begin = time.monotonic()
    said = child.stderr.read().decode(errors="replace")
    child.wait()
    seconds = time.monotonic() - begin
    watching.join()
    return child.returncode, seconds, max(memory) / 1024, said


def watch(process, memory):
    """Notes the highest memory of a process, in KiB, as long as it runs."""
    with contextlib.suppress(OSError, IndexError):
        while True:
            status = pathlib.Path(f"/proc/{process}/status").read_text()
            memory.append(int(status.split("VmHWM:")[1].split()[0]))
            time.sleep(0.005)


def try_one(program, folder, kind, moment, size):
    flood = Flood(kind, moment, size)
    what = f"{kind if isinstance(kind, str) else f'type {kind}'}, {moment}, {size} bytes"
    status, seconds, memory, said = run(program, folder, flood)
    wrong = []
    # A flood that comes too late, or that is no hindrance, fails the upload in no other way.
    if status not in (0, 69, 75, 77) or "panicked" in said:
        wrong.append(f"{what}: it ends with {status}: {said[-3000:]}")
    if seconds > TIMEOUT + BEYOND:
        wrong.append(f"{what}: it takes {seconds:.1f} s")
    if memory > MEMORY_MIB:
        wrong.append(f"{what}: it takes {memory:.0f} MiB")
    stopped, after, _, _ = run(program, folder, flood, stop_after=0.7)
    if stopped == -signal.SIGTERM and after > STOPPED:
        wrong.append(f"{what}: SIGTERM ends it only after {after:.1f} s")
    flood.listener.close()
    return what, status, seconds - TIMEOUT, memory, after if stopped == -signal.SIGTERM else 0, wrong


def main():
    program = os.path.abspath(sys.argv[1])
    logging.disable()
    types = [int(kind) for kind in sys.argv[2:]] or TYPES
    floods = [(kind, moment, size) for moment in MOMENTS for kind in types for size in SIZES]
    floods += [(text, "before the version", 0) for text in TEXTS if not sys.argv[2:]]
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        USER_KEY.write_private_key_file(folder / "private.pem")
        (folder / "P1.csv").write_bytes(b"x" * SIZE)
        os.utime(folder / "P1.csv", (TIME, TIME))
        results = list(pool.map(lambda flood: try_one(program, folder, *flood), floods))
    wrong = [line for result in results for line in result[-1]]
    print("\n".join(wrong), file=sys.stderr)
    slowest, biggest = max(results, key=lambda r: r[2]), max(results, key=lambda r: r[3])
    print(f"{len(results)} floods: at most {slowest[2]:.1f} s beyond the time-out ({slowest[0]}),")
    print(f"at most {biggest[3]:.0f} MiB ({biggest[0]}), at most {max(r[4] for r in results):.2f} s after SIGTERM.")
    exits = {status: sum(r[1] == status for r in results) for status in sorted({r[1] for r in results})}
    print(f"Exit codes: {exits}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
