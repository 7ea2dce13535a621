# SPDX-License-Identifier: BSL-1.0
# What engines share that are servers: a process of its own in a temporary folder, on loopback, as a user that is not root.
import ctypes
import ctypes.util
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time

from differential import Unavailable

SECONDS_TO_START = 60


def program(name, *folders):
    """The path of a program."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", ""), "/usr/sbin"]))
    if found is None:
        raise Unavailable(f"{name} is not installed")
    return found


def library(name):
    """A shared library of the system."""
    try:
        return ctypes.CDLL(name)
    except OSError:
        raise Unavailable(f"{name} is not installed") from None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class As:
    """Whom servers run as: root may not, and becomes the package's own user."""

    def __init__(self, user, folder):
        self.account, self.prefix = None, []
        if os.geteuid() == 0:
            try:
                self.account = pwd.getpwnam(user)
            except KeyError:
                raise Unavailable(f"the user {user} does not exist") from None
            self.prefix = ["setpriv", f"--reuid={self.account.pw_uid}", f"--regid={self.account.pw_gid}", "--clear-groups"]
            os.chmod(folder, 0o711)
        self.folder = folder / "server"
        self.folder.mkdir()
        self.own(self.folder)

    def own(self, folder):
        """Gives the user a folder with what is in it."""
        if self.account is not None:
            for path in (folder, *folder.iterdir()):
                os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def run(self, *command):
        done = subprocess.run([*self.prefix, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.folder,
                              text=True, errors="replace", check=False)
        if done.returncode != 0:
            raise Unavailable(f"{pathlib.Path(command[0]).name} failed: {done.stdout[-500:]}")

    def start(self, *command):
        # Should this script be killed, the server goes with it: the parent's death is a signal to it.
        libc = ctypes.CDLL(None)
        pr_set_pdeathsig = 1
        command = [*self.prefix, *(["--pdeathsig=KILL"] if self.prefix else []), *map(str, command)]
        with open(self.folder.parent / "server.log", "ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder,
                                    preexec_fn=lambda: libc.prctl(pr_set_pdeathsig, signal.SIGKILL))


def wait_for(process, is_ready, log):
    """Until the server answers; it is unavailable if it ends before."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if is_ready():
            return
        time.sleep(0.1)
    stop(process)
    raise Unavailable("the server did not start: " + log.read_text(errors="replace")[-800:])


def stop(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
