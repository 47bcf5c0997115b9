"""What a file's place means for state: whether its disk is local, and whether another process uses it."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO

_NETWORK = {"9p", "afs", "afpfs", "beegfs", "ceph", "cifs", "davfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs"} | {
    "nfs",
    "nfs3",
    "nfs4",
    "ocfs2",
    "smb2",
    "smb3",
    "smbfs",
    "webdav",
    "fuse.sshfs",
    "fuse.s3fs",
    "fuse.blobfuse",
    "fuse.blobfuse2",
    "fuse.davfs",
    "fuse.gcsfuse",
    "fuse.glusterfs",
    "fuse.rclone",
}
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE_DRIVE = 4


def network_file_system(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of network file system that a folder is on; None if it is local, or the system does not say."""
    folder = folder.resolve()
    if sys.platform == "win32":
        import ctypes

        remote = str(folder).startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _REMOTE_DRIVE
        return "a network drive" if remote else None
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # macOS has no such file
        return None
    nearest, found = -1, ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        point = Path(fields.split()[4].encode().decode("unicode_escape"))
        if folder.is_relative_to(point) and len(point.parts) >= nearest:
            nearest, found = len(point.parts), rest.split()[0]
    return found if found in _NETWORK else None


class SoleUse:
    """A lock beside a file, held for as long as the process lives, that tells whether somebody else uses the file.

    Where the system has no such locks (Windows), nobody is ever known to be alone.
    """

    def __init__(self, path: Path) -> None:
        self.sole = False
        """Whether no other process used the file when this one came."""
        self._file: IO[bytes] | None = None
        with contextlib.suppress(ImportError):
            import fcntl

            self._file = open(os.open(f"{path}-use", os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
            with contextlib.suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.sole = True

    def share(self) -> None:
        """Let others come, now that this process has made use of being alone."""
        if self._file is not None:
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_SH)

    def close(self) -> None:
        """No longer use the file."""
        if self._file is not None:
            self._file.close()
