"""The licenses of what is built into the programs, from the sources they were built of.

Usage: licenses.py COPYRIGHT TEXTS BILL-OF-MATERIALS <METADATA

METADATA is what `cargo metadata` prints. Writes COPYRIGHT, in Debian's machine-readable format, and TEXTS, every license
in full; adds to BILL-OF-MATERIALS, CycloneDX as cargo-cyclonedx makes it, the C libraries that crates bring along.
"""

import hashlib
import json
import pathlib
import re
import sys

import c_libraries

LICENSE_FILES = re.compile(r"(?i)^(licen[cs]e|copying|copyright|notice|unlicense)([-._].*)?$")
# Not of the library itself: its tests', documentation's and tools' licenses.
SIDE_FOLDERS = {"tests", "test", "testdata", "fuzz", "doc", "docs", "benches", "examples", "node_modules"}


def main(copyright_path, texts_path, bill_path):
    packages = sorted(json.load(sys.stdin)["packages"], key=lambda package: (package["name"], package["version"]))
    own = next(package for package in packages if package["source"] is None)
    # Where it was built is nobody's business.
    folder = pathlib.Path(own["manifest_path"]).parent
    bill = json.loads(pathlib.Path(bill_path).read_text().replace(f"path+file://{folder}#", ""))
    inside = {(component["name"], component["version"]) for component in bill["components"]}
    # The sources of OpenSSL come by a crate that only its build looks at.
    packages = [p for p in packages if (p["name"], p["version"]) in inside or p["name"] == "openssl-src"]

    texts = {}
    for package in packages:
        folder = pathlib.Path(package["manifest_path"]).parent
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and LICENSE_FILES.match(path.name) and not SIDE_FOLDERS & set(parts[:-1]):
                text = path.read_text(errors="replace").strip()
                name = f"{package['name']} {package['version']} ({'/'.join(parts)})"
                texts.setdefault(hashlib.sha256(text.encode()).digest(), (text, []))[1].append(name)
    with open(texts_path, "w") as file:
        for text, names in texts.values():
            file.write("=" * 100 + "\n" + "\n".join(names) + "\n" + "=" * 100 + "\n\n" + text + "\n\n")

    license = (pathlib.Path(own["manifest_path"]).parent / "LICENSE").read_text()
    holder = re.search(r"(?m)^Copyright \(c\) (.*)$", license).group(1)
    body = license.split(holder, 1)[1].strip()
    body = "\n".join(" " + (line or ".") for line in body.splitlines())
    with open(copyright_path, "w") as file:
        file.write("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n")
        file.write(f"Upstream-Name: {own['name']}\n")
        file.write("Comment: Built into the programs, their licenses in full in third-party-licenses.gz beside this file:\n")
        for package in packages:
            file.write(f" {package['name']} {package['version']}: {package['license'] or 'see its text'}\n")
        file.write(f"\nFiles: *\nCopyright: {holder}\nLicense: Expat\n{body}\n")

    for name, version in c_libraries.versions(packages).items():
        library = c_libraries.LIBRARIES[name]
        component = {"type": "library", "name": name, "version": version, "licenses": [{"expression": library.license}]}
        component["purl"] = f"pkg:generic/{name}@{version}"
        component["bom-ref"] = component["purl"]
        component["description"] = f"C library, its sources from the crate {library.crate}"
        bill["components"].append(component)
    pathlib.Path(bill_path).write_text(json.dumps(bill, indent=1) + "\n")


main(*sys.argv[1:])
