"""The C libraries that crates bring along, by the sources they are built of.

Usage: c_libraries.py <METADATA

METADATA is what `cargo metadata` prints. Prints each library with its version, and fails where one is older than its
floor: what was current when it was last looked at.
"""

import json
import pathlib
import re
import sys
from typing import NamedTuple


class Library(NamedTuple):
    crate: str
    """The crate that has its sources."""
    file: str
    """The file in there that tells the version."""
    pattern: str
    """The words around the version's parts."""
    license: str
    floor: str


LIBRARIES = {
    "openssl": Library(
        "openssl-src",
        "openssl/VERSION.dat",
        r"MAJOR=(\d+)\s+MINOR=(\d+)\s+PATCH=(\d+)",
        "Apache-2.0",
        "3.6.3",
    ),
    "aws-lc": Library(
        "aws-lc-sys",
        "aws-lc/include/openssl/base.h",
        r'AWSLC_VERSION_NUMBER_STRING "([\d.]+)"',
        "Apache-2.0 OR ISC",
        "5.12.0",
    ),
    "libssh2": Library(
        "libssh2-sys", "libssh2/include/libssh2.h", r'LIBSSH2_VERSION +"([^"]+)"', "BSD-3-Clause", "1.11.1"
    ),
    "sqlite": Library(
        "libsqlite3-sys", "sqlite3/sqlite3.h", r'SQLITE_VERSION +"([^"]+)"', "blessing", "3.54.1"
    ),
    "odpi": Library(
        "odpic-sys",
        "odpi/include/dpi.h",
        r"(?s)DPI_MAJOR_VERSION +(\d+).*DPI_MINOR_VERSION +(\d+).*DPI_PATCH_LEVEL +(\d+)",
        "UPL-1.0 OR Apache-2.0",
        "5.4.1",
    ),
    "zlib": Library("libz-sys", "src/zlib/zlib.h", r'ZLIB_VERSION "([^"]+)"', "Zlib", "1.3.2"),
}


def versions(packages):
    """The version of each library, from the packages of `cargo metadata`."""
    folders = {package["name"]: pathlib.Path(package["manifest_path"]).parent for package in packages}
    return {
        name: ".".join(re.search(library.pattern, (folders[library.crate] / library.file).read_text()).groups())
        for name, library in LIBRARIES.items()
    }


def comparable(version):
    """Numbers only: 1.11.2_DEV is the development after 1.11.1, with what 1.11.2 will have."""
    return [int(number) for number in re.findall(r"\d+", version)]


def main():
    found = versions(json.load(sys.stdin)["packages"])
    old = 0
    for name, version in found.items():
        floor = LIBRARIES[name].floor
        is_old = comparable(version) < comparable(floor)
        old += is_old
        print(f"{name} {version}" + (f": older than {floor}" if is_old else f" (at least {floor})"))
    sys.exit(1 if old else 0)


if __name__ == "__main__":
    main()
