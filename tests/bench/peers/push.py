"""Uploads files with paramiko, times kept: push.py PORT USER KEY KNOWN-HOSTS FOLDER FILE…

Straight to the final names.
"""

import os
import sys

import paramiko

port, user, key, known_hosts, folder, *files = sys.argv[1:]
client = paramiko.SSHClient()
client.load_host_keys(known_hosts)
client.connect("127.0.0.1", int(port), user, key_filename=key, look_for_keys=False, allow_agent=False)
with client, client.open_sftp() as sftp:
    for file in files:
        remote = f"{folder}/{os.path.basename(file)}"
        sftp.put(file, remote)
        times = os.stat(file)
        sftp.utime(remote, (times.st_atime, times.st_mtime))
