"""Drives an interactive shell through a pseudo-terminal, as expect(1) does."""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios

shown = b""


def until(text):
    """Reads what the terminal shows until a text comes that was not there before."""
    global shown
    start = len(shown)
    while not re.search(text, shown[start:]):
        ready, _, _ = select.select([master], [], [], 60)
        if not ready:
            sys.exit("nothing came of %r after %r" % (text, shown[start:]))
        try:
            shown += os.read(master, 4096)
        except OSError:
            return False
    return True


def enter(line, text=b"prompt> $"):
    os.write(master, line)
    until(text)


child, master = pty.fork()
if child == 0:
    os.environ.update(PS1="prompt> ", TERM="dumb", HISTFILE="", LC_ALL="C")
    os.execvp("bash", ["bash", "--norc", "--noprofile", "--noediting", "-i"])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 132, 0, 0))
until(b"prompt> ")
enter(b"stty size; tty | tr 0-9 N; test -t 0 && echo a terminal\n")
enter(b"ps -o tty=,tpgid= -p $$ | awk '{ print ($1 ~ /pts/), ($2 > 0) }'\n")
enter(b"cat\n", b"cat\r\n")
enter(b"echoed\n", b"echoed\r\nechoed\r\n")
enter(b"\x1a")  # ^Z
enter(b"jobs\n")
enter(b"fg\n", b"cat\r\n")
enter(b"again\n", b"again\r\nagain\r\n")
enter(b"\x04")  # ^D
enter(b"echo status $?\n")
enter(b"bash -c 'echo ready; exec sleep 1000'\n", b"\r\nready\r\n")
enter(b"\x03")  # ^C
enter(b"echo status $?\n")
enter(b"sleep 1000 &\n", rb"\[1\] \d+\r\nprompt> ")
enter(b"jobs; kill -STOP %1; wait %1 2>/dev/null; echo stopped $?\n", rb"stopped \d+\r\nprompt> ")
enter(b"bg\n")
enter(b"kill %1; wait %1 2>/dev/null; echo killed $?\n", rb"killed \d+\r\nprompt> ")
enter(b"trap 'echo changed' WINCH\n")
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 66, 0, 0))
enter(b"stty size; stty -a | head -n 1 | cut -d ';' -f 2,3\n")
enter(b"setsid bash -c 'exec 3</dev/tty' 2>&1 | grep -c 'No such device'\n")
os.write(master, b"exit 7\n")
until(b"never")
print(re.sub(rb"\[(\d)\] \d+", rb"[\1] pid", shown).decode())
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
os.close(master)
