"""paramiko's SFTP server, bent as servers in the field are, against sfe-push.

    push.py SFE-PUSH [NAME...]

Each case starts a server on loopback, pushes three files over three older ones where the server keeps any, and says
what must have come of it. Nothing here knows how sfe-push works.
"""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

import paramiko

NAMES = ["P1ProfileBasic.csv", "W2SSO.csv", "E1PlusEmployeeWorkSchedule.csv"]
KEY = paramiko.RSAKey.generate(2048)
USER_KEY = paramiko.RSAKey.generate(2048)


class Server(paramiko.ServerInterface):
    def __init__(self, shop):
        self.shop = shop

    def check_auth_publickey(self, username, key):
        self.shop.logins += 1
        if self.shop.logins in self.shop.refused_logins:
            return paramiko.AUTH_FAILED
        return paramiko.AUTH_SUCCESSFUL if key == USER_KEY else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username):
        return "publickey"

    def check_channel_request(self, kind, number):
        return paramiko.OPEN_SUCCEEDED


class Handle(paramiko.SFTPHandle):
    def stat(self):
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.writefile.fileno()))

    def chattr(self, attributes):
        return self.files.chattr(self.name, attributes)

    def write(self, offset, data):
        self.files.shop.writes += 1
        if self.files.shop.writes == self.files.shop.hang_up_at_write:
            self.files.shop.hang_up()
        return super().write(offset, data)

    def close(self):
        super().close()
        if self.files.shop.takes_at_close(os.path.basename(self.name)):
            self.files.shop.take(self.files.path(self.name))
        self.files.shop.closed.append((os.path.basename(self.name), time.monotonic()))
        if len(self.files.shop.closed) == self.files.shop.hang_up_at_close:
            self.files.shop.hang_up()


class Files(paramiko.SFTPServerInterface):
    def __init__(self, server, *arguments, **keywords):
        super().__init__(server, *arguments, **keywords)
        self.shop = server.shop

    def path(self, name):
        return self.shop.root / name.lstrip("/")

    def list_folder(self, name):
        found = []
        for entry in os.scandir(self.path(name)):
            attributes = paramiko.SFTPAttributes.from_stat(entry.stat(), filename=entry.name)
            found.append(attributes)
        return found

    def stat(self, name):
        if self.shop.hides(self.path(name)):
            return paramiko.SFTP_NO_SUCH_FILE
        try:
            attributes = paramiko.SFTPAttributes.from_stat(os.stat(self.path(name)))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        attributes.st_mtime += self.shop.shift
        attributes.st_atime += self.shop.shift
        return attributes

    lstat = stat

    def open(self, name, flags, attributes):
        path = self.path(name)
        try:
            file = os.fdopen(os.open(path, flags, 0o644), "r+b" if flags & os.O_RDWR else "wb", 0)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        handle = Handle(flags)
        handle.files, handle.name = self, name
        handle.filename, handle.writefile, handle.readfile = str(path), file, file
        return handle

    def remove(self, name):
        return self.attempt(os.remove, self.path(name))

    def rename(self, old, new):
        if self.path(new).exists():
            return paramiko.SFTP_FAILURE
        self.shop.renames += os.path.basename(new) in NAMES
        if 0 < self.shop.renames == self.shop.hang_up_at_rename:
            self.shop.hang_up()
            return paramiko.SFTP_CONNECTION_LOST
        return self.attempt(os.rename, self.path(old), self.path(new))

    def chattr(self, name, attributes):
        if not self.shop.keeps_times or attributes.st_mtime is None:
            return paramiko.SFTP_OK
        times = (attributes.st_atime, attributes.st_mtime)
        return self.attempt(os.utime, self.path(name), times)

    @staticmethod
    def attempt(what, *arguments):
        try:
            what(*arguments)
            return paramiko.SFTP_OK
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)


class AllAtOnce(paramiko.SFTPServer):
    """Answers with the names of a whole folder in one packet."""

    def _read_folder(self, request_number, folder):
        entries = []
        while more := folder._get_next_files():
            entries += more
        if not entries:
            self._send_status(request_number, paramiko.SFTP_EOF)
            return
        message = paramiko.Message()
        message.add_int(request_number)
        message.add_int(len(entries))
        for attributes in entries:
            message.add_string(attributes.filename)
            message.add_string(str(attributes))
            attributes._pack(message)
        self._send_packet(paramiko.sftp.CMD_NAME, message)


class Shop:
    """A server, and what became of the files on it."""

    def __init__(self, root):
        self.root = root
        (root / "upload1").mkdir(parents=True)
        self.logins = self.renames = self.writes = 0
        self.refused_logins = ()
        self.hang_up_at_rename = self.hang_up_at_close = self.hang_up_at_write = 0
        self.takes = lambda name: False
        self.hide = lambda path: False
        self.shift = 0
        self.keeps_times = True
        self.at_once = False
        self.rekey = 0
        self.taken = []
        self.closed = []
        self.transports = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.session, args=[connection], daemon=True).start()

    def session(self, connection):
        transport = paramiko.Transport(connection)
        if self.rekey:
            transport.packetizer.REKEY_BYTES = self.rekey
            transport.packetizer.REKEY_PACKETS = 1
        transport.add_server_key(KEY)
        transport.set_subsystem_handler("sftp", AllAtOnce if self.at_once else paramiko.SFTPServer, Files)
        self.transports.append(transport)
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport.start_server(server=Server(self))

    def hang_up(self):
        self.transports[-1].sock.close()

    def takes_at_close(self, name):
        return self.takes(name)

    def take(self, path):
        self.taken.append((path.name, path.read_bytes()))
        path.unlink()

    def hides(self, path):
        return self.hide(path)


class Case:
    """A folder with three new files and a server; runs sfe-push on them."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.shop = Shop(folder / "server")
        USER_KEY.write_private_key_file(folder / "private.pem")
        (folder / "known_hosts").write_text(
            f"[127.0.0.1]:{self.shop.port} {KEY.get_name()} {KEY.get_base64()}\n"
        )
        self.new, self.old = {}, {}
        now = int(time.time())
        for index, name in enumerate(NAMES):
            self.new[name] = f"new {name}\n".encode() * (3000 - 900 * index)
            self.old[name] = f"old {name}\n".encode() * 500
            (folder / name).write_bytes(self.new[name])
            os.utime(folder / name, (now + 60 * (index + 1),) * 2)

    def put_old_files(self):
        for index, name in enumerate(NAMES):
            path = self.shop.root / "upload1" / name
            path.write_bytes(self.old[name])
            os.utime(path, (1500000000 + 60 * index,) * 2)

    def run(self, *arguments, files=True, timeout=180):
        server = f"127.0.0.1:{self.shop.port}"
        command = [self.program, *(NAMES if files else []), "--host", server, "--user", "district"]
        environment = {"PATH": os.environ["PATH"]}
        begin = time.monotonic()
        ended = subprocess.run(
            [*command, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=timeout
        )
        self.seconds = time.monotonic() - begin
        self.said = ended.stdout + ended.stderr
        return ended.returncode

    def there(self):
        """What is under each final name, and which other names there are."""
        folder = self.shop.root / "upload1"
        state = []
        for name in NAMES:
            path = folder / name
            content = path.read_bytes() if path.is_file() else None
            state.append({None: "absent", self.new[name]: "new", self.old[name]: "old"}.get(content, "torn"))
        return " ".join(state), sorted(path.name for path in folder.iterdir() if path.name not in NAMES)

    def taken(self):
        return [(name, content == self.new.get(name)) for name, content in self.shop.taken]


ALL_NEW = ("new new new", [])
ALL_GONE = ("absent absent absent", [])
TAKEN_ONCE = [(name, True) for name in NAMES]


def takes_files_when_they_are_closed(case):
    case.shop.takes = lambda name: name.endswith(".csv")
    assert case.run("--in-place") == 0
    assert case.there() == ALL_GONE and case.taken() == TAKEN_ONCE
    assert case.run("--in-place", "--check", files=False) == 0


def takes_every_file_when_it_is_closed(case):
    case.shop.takes = lambda name: True
    assert case.run("--in-place") == 0
    assert case.taken() == TAKEN_ONCE
    case.shop.taken.clear()
    assert case.run() == 69 and "--in-place" in case.said
    assert case.run("--check", files=False) == 69 and "--in-place" in case.said


def takes_files_and_hangs_up_after_the_first_close(case):
    case.shop.takes = lambda name: name.endswith(".csv")
    case.shop.hang_up_at_close = 1
    assert case.run("--in-place", "--retries", "0") == 0
    assert {name for name, whole in case.taken() if whole} == set(NAMES)
    assert case.there() == ALL_GONE


def hangs_up_in_the_middle_of_an_upload_in_place(case):
    case.put_old_files()
    case.shop.hang_up_at_write = 2
    assert case.run("--in-place", "--retries", "0") == 0
    assert case.there() == ALL_NEW


def refuses_one_of_the_files_in_place(case):
    case.put_old_files()
    (case.shop.root / "upload1" / NAMES[1]).unlink()
    (case.shop.root / "upload1" / NAMES[1]).mkdir()
    assert case.run("--in-place") == 69
    assert case.there()[0] == "old absent old", case.there()


def keeps_no_times_in_place(case):
    case.put_old_files()
    case.shop.keeps_times = False
    assert case.run("--in-place") == 69 and "import order would be lost" in case.said
    assert case.there() == ALL_NEW
    assert case.run("--in-place", "--check", files=False) == 69


def never_shows_a_file(case):
    case.put_old_files()
    case.shop.hide = lambda path: path.is_file()
    for arguments in [[], ["--in-place"]]:
        assert case.run(*arguments) == 0
        assert case.there() == ALL_NEW
        assert case.run("--check", *arguments, files=False) == 0


def shows_a_file_two_seconds_after_it_was_closed(case):
    case.put_old_files()
    started = {}
    def hide(path):
        return path.is_file() and time.monotonic() - started.setdefault(path.stat().st_ino, time.monotonic()) < 2
    case.shop.hide = hide
    for arguments in [[], ["--in-place"]]:
        assert case.run(*arguments) == 0
        assert case.there() == ALL_NEW


def refuses_the_login_while_it_counts_the_lost_session(case):
    case.put_old_files()
    case.shop.hang_up_at_rename = 2
    # The first login is asked about twice.
    case.shop.refused_logins = {3, 4}
    assert case.run("--retries", "0") == 0
    assert case.shop.logins > 5 and "accepted a moment ago" in case.said
    assert case.there() == ALL_NEW


def lists_everything_in_one_packet(case):
    case.put_old_files()
    case.shop.at_once = True
    for number in range(3000):
        (case.shop.root / "upload1" / f"{number:05}-{'x' * 100}.csv").touch()
    left = f".sfe-push.00000000-20200101T000000Z-00ff00ff00ff00ff-1.tmp"
    (case.shop.root / "upload1" / left).touch()
    assert case.run() == 0
    state, others = case.there()
    assert state == "new new new" and not [name for name in others if name.startswith(".")], others[:3]
    assert case.run("--check", files=False) == 0


def shifts_times_by_five_hours(case):
    for seconds in [-18000, 20700]:
        case.shop.shift = seconds
        for arguments in [[], ["--in-place"]]:
            assert case.run(*arguments) == 0
            assert case.there() == ALL_NEW
            assert case.run("--check", *arguments, files=False) == 0


def changes_keys_at_every_packet(case):
    case.shop.rekey = 1
    assert case.run() == 0
    assert case.there() == ALL_NEW


CASES = [
    takes_files_when_they_are_closed,
    takes_every_file_when_it_is_closed,
    takes_files_and_hangs_up_after_the_first_close,
    hangs_up_in_the_middle_of_an_upload_in_place,
    refuses_one_of_the_files_in_place,
    keeps_no_times_in_place,
    never_shows_a_file,
    shows_a_file_two_seconds_after_it_was_closed,
    refuses_the_login_while_it_counts_the_lost_session,
    lists_everything_in_one_packet,
    shifts_times_by_five_hours,
    changes_keys_at_every_packet,
]


def main():
    program, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    failed = 0
    for test in CASES:
        if wanted and test.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            case = Case(program, pathlib.Path(folder))
            try:
                test(case)
                if wanted:
                    print(test.__name__, f"{case.seconds:.1f} s")
            except (AssertionError, subprocess.TimeoutExpired) as error:
                failed += 1
                said = getattr(case, "said", "")
                print(f"{test.__name__}: {error!r}\n{case.there()}\n{case.taken()}\n{said}", file=sys.stderr)
            case.shop.listener.close()
    sys.exit(f"sfe-push fails with {failed} of paramiko's servers" if failed else 0)


if __name__ == "__main__":
    main()
