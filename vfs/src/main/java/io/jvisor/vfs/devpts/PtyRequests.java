package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Termios;
import io.jvisor.vfs.tty.Modes;
import io.jvisor.vfs.tty.ModesFormat;
import java.util.function.Predicate;

/**
 * {@code ioctl_tty(2)} on both sides of a pseudo-terminal; what is about processes the system call
 * has done. Modes and size are the terminal's, whichever side asks.
 */
final class PtyRequests {
  /** The number of the one line discipline, {@code N_TTY}. */
  private static final int N_TTY = 0;

  /** The size of {@code struct serial_struct}. */
  private static final int SERIAL_BYTES = 72;

  private PtyRequests() {}

  static long ofSlave(Task task, Pty pty, int request, long argument) throws ErrnoException {
    switch (request) {
      case Ioctl.FIONREAD -> task.memory().writeInt(argument, readable(pty));
      case Ioctl.TCXONC -> flow(pty, action(argument));
      case Ioctl.TCFLSH -> flush(pty, action(argument));
      case Ioctl.TIOCSTI -> type(pty, typed(task, argument));
      case Ioctl.TIOCCONS -> throw Errno.EPERM.exception(); // console output goes nowhere else
      case Ioctl.TIOCVHANGUP -> {
        requireAdministrator(task);
        pty.hangUp();
      }
      case Ioctl.TIOCEXCL, Ioctl.TIOCNXCL -> {
        pty.enter();
        pty.isExclusive = request == Ioctl.TIOCEXCL;
        pty.leave();
      }
      case Ioctl.TIOCGEXCL -> tell(task, argument, pty, asked -> asked.isExclusive);
      default -> {
        return ofBoth(task, pty, request, argument);
      }
    }
    return 0;
  }

  static long ofMaster(Task task, Pty pty, int request, long argument) throws ErrnoException {
    switch (request) {
      case Ioctl.FIONREAD -> task.memory().writeInt(argument, pty.outputBytes());
      case Ioctl.TCXONC -> masterFlow(pty, action(argument));
      case Ioctl.TCFLSH -> masterFlush(pty, action(argument));
      case Ioctl.TIOCSTI -> typeToMaster(pty, typed(task, argument));
      case Ioctl.TIOCVHANGUP -> {
        requireAdministrator(task);
        pty.hangUpMaster();
      }
      case Ioctl.TIOCCONS -> throw Errno.EINVAL.exception();
      case Ioctl.TIOCEXCL, Ioctl.TIOCNXCL -> {
        pty.enter();
        pty.isMasterExclusive = request == Ioctl.TIOCEXCL;
        pty.leave();
      }
      case Ioctl.TIOCGEXCL -> tell(task, argument, pty, asked -> asked.isMasterExclusive);
      case Ioctl.TIOCGPTN -> task.memory().writeInt(argument, pty.index());
      case Ioctl.TIOCSPTLCK -> {
        boolean on = task.memory().readInt(argument) != 0;
        pty.enter();
        pty.isLocked = on;
        pty.leave();
      }
      case Ioctl.TIOCGPTLCK -> tell(task, argument, pty, asked -> asked.isLocked);
      case Ioctl.TIOCPKT -> {
        boolean on = task.memory().readInt(argument) != 0;
        pty.enter();
        pty.packetStatus = on && !pty.isPacket ? 0 : pty.packetStatus;
        pty.isPacket = on;
        pty.leave();
      }
      case Ioctl.TIOCGPKT -> tell(task, argument, pty, asked -> asked.isPacket);
      case Ioctl.TIOCSIG -> signal(pty, (int) argument);
      default -> {
        return ofBoth(task, pty, request, argument);
      }
    }
    return 0;
  }

  private static long ofBoth(Task task, Pty pty, int request, long argument) throws ErrnoException {
    ModesFormat format = ModesFormat.of(request);
    if (format != null) {
      modes(task, pty, format, request, argument);
      return 0;
    }
    switch (request) {
      case Ioctl.TIOCGWINSZ -> task.memory().writeLong(argument, pty.size());
      case Ioctl.TIOCSWINSZ -> pty.resize(task.memory().readLong(argument));
      case Ioctl.TIOCOUTQ -> task.memory().writeInt(argument, 0); // a line has no speed to wait for
      case Ioctl.TCSBRK, Ioctl.TCSBRKP, Ioctl.TIOCSBRK, Ioctl.TIOCCBRK -> {} // nor a break
      case Ioctl.TIOCGDEV -> task.memory().writeInt(argument, (int) pty.device());
      case Ioctl.TIOCGETD -> task.memory().writeInt(argument, N_TTY);
      case Ioctl.TIOCSETD -> {
        if (task.memory().readInt(argument) != N_TTY) {
          throw Errno.EINVAL.exception();
        }
      }
      case Ioctl.TIOCGSOFTCAR -> {
        boolean local = snapshot(pty, pty.discipline.modes()).isLocal();
        task.memory().writeInt(argument, local ? 1 : 0);
      }
      case Ioctl.TIOCSSOFTCAR -> {
        boolean on = task.memory().readInt(argument) != 0;
        pty.enter();
        pty.discipline.modes().setLocal(on);
        pty.leave();
      }
      case Ioctl.TIOCGLCKTRMIOS ->
          ModesFormat.TERMIOS.write(task, argument, snapshot(pty, pty.lockedModes));
      case Ioctl.TIOCSLCKTRMIOS -> lockModes(task, pty, argument);
      case Ioctl.TIOCSSERIAL -> {
        task.memory().read(argument, task.scratch(), 0, SERIAL_BYTES);
        throw Errno.ENOTTY.exception();
      }
      default -> throw Errno.ENOTTY.exception();
    }
    return 0;
  }

  /** What {@code TCXONC} and {@code TCFLSH} are to do: all bits of the argument count. */
  private static int action(long argument) {
    return argument == (int) argument ? (int) argument : -1;
  }

  private static void tell(Task task, long argument, Pty pty, Predicate<Pty> question)
      throws ErrnoException {
    boolean answer;
    pty.enter();
    try {
      answer = question.test(pty);
    } finally {
      pty.leave();
    }
    task.memory().writeInt(argument, answer ? 1 : 0);
  }

  private static void requireAdministrator(Task task) throws ErrnoException {
    if (!task.credentials().has(Capability.SYS_ADMIN)) {
      throw Errno.EPERM.exception();
    }
  }

  private static Modes snapshot(Pty pty, Modes modes) {
    Modes copy = new Modes();
    pty.enter();
    copy.set(modes);
    pty.leave();
    return copy;
  }

  private static void lockModes(Task task, Pty pty, long argument) throws ErrnoException {
    if (!task.credentials().has(Capability.CHECKPOINT_RESTORE)) {
      requireAdministrator(task);
    }
    Modes locked = snapshot(pty, pty.lockedModes);
    ModesFormat.TERMIOS.read(task, argument, locked);
    pty.enter();
    pty.lockedModes.set(locked);
    pty.leave();
  }

  /** There is never output to wait for, so the requests that wait do not differ. */
  private static void modes(Task task, Pty pty, ModesFormat format, int request, long argument)
      throws ErrnoException {
    Modes copy = snapshot(pty, pty.discipline.modes());
    if (ModesFormat.isGet(request)) {
      format.write(task, argument, copy);
      return;
    }
    format.read(task, argument, copy);
    pty.enter();
    try {
      Modes former = pty.discipline.modes();
      boolean hadFlowControl = former.hasUsualFlowControl();
      boolean wasExternal = former.hasLocal(Termios.EXTPROC);
      copy.settle(former, pty.lockedModes);
      if (ModesFormat.flushes(request)) {
        pty.discipline.flushInput();
      }
      pty.discipline.setModes(copy);
      boolean hasFlowControl = copy.hasUsualFlowControl();
      boolean external = wasExternal || copy.hasLocal(Termios.EXTPROC);
      if (hadFlowControl != hasFlowControl) {
        int told = Termios.TIOCPKT_DOSTOP | Termios.TIOCPKT_NOSTOP;
        int flow = hasFlowControl ? Termios.TIOCPKT_DOSTOP : Termios.TIOCPKT_NOSTOP;
        pty.tellMaster(flow, told);
      }
      if (external) {
        pty.tellMaster(Termios.TIOCPKT_IOCTL, 0);
      }
      pty.drain();
    } finally {
      pty.leave();
    }
  }

  private static int readable(Pty pty) {
    pty.enter();
    try {
      return pty.discipline.available();
    } finally {
      pty.leave();
    }
  }

  private static void flow(Pty pty, int action) throws ErrnoException {
    pty.enter();
    try {
      switch (action) {
        case Termios.TCOOFF -> pty.hold(true);
        case Termios.TCOON -> pty.hold(false);
        case Termios.TCIOFF -> send(pty, Termios.VSTOP);
        case Termios.TCION -> send(pty, Termios.VSTART);
        default -> throw Errno.EINVAL.exception();
      }
    } finally {
      pty.leave();
    }
  }

  /** Has the other side stop or start, even while output is stopped. */
  private static void send(Pty pty, int character) {
    int octet = pty.discipline.modes().character(character);
    if (octet != 0 && pty.output.room() > 0) {
      pty.put(octet);
    }
  }

  private static void masterFlow(Pty pty, int action) throws ErrnoException {
    pty.enter();
    try {
      switch (action) {
        case Termios.TCOOFF -> pty.holdInput(true);
        case Termios.TCOON -> pty.holdInput(false);
        case Termios.TCIOFF -> feed(pty, new Modes().character(Termios.VSTOP));
        case Termios.TCION -> feed(pty, new Modes().character(Termios.VSTART));
        default -> throw Errno.EINVAL.exception();
      }
    } finally {
      pty.leave();
    }
  }

  private static void flush(Pty pty, int which) throws ErrnoException {
    checkFlush(which);
    pty.enter();
    try {
      if (which != Termios.TCOFLUSH) {
        pty.input.clear();
        pty.discipline.flushInput();
        pty.inputTaken();
      }
      if (which != Termios.TCIFLUSH) {
        pty.dropOutput();
      }
    } finally {
      pty.leave();
    }
  }

  private static void masterFlush(Pty pty, int which) throws ErrnoException {
    checkFlush(which);
    pty.enter();
    try {
      if (which != Termios.TCOFLUSH) {
        pty.output.clear();
        pty.roomMade();
      }
      if (which != Termios.TCIFLUSH) {
        pty.input.clear();
        pty.inputTaken();
      }
    } finally {
      pty.leave();
    }
  }

  private static void checkFlush(int which) throws ErrnoException {
    if (which < Termios.TCIFLUSH || which > Termios.TCIOFLUSH) {
      throw Errno.EINVAL.exception();
    }
  }

  private static int typed(Task task, long argument) throws ErrnoException {
    return task.memory().readByte(argument) & 0xff;
  }

  /** {@code TIOCSTI}: as if the byte had been typed. */
  private static void type(Pty pty, int octet) {
    pty.enter();
    try {
      feed(pty, octet);
    } finally {
      pty.leave();
    }
  }

  /** {@code TIOCSTI} of the master, whose own line discipline changes nothing. */
  private static void typeToMaster(Pty pty, int octet) {
    pty.enter();
    try {
      if (pty.output.length() < Pty.ARRIVED) {
        pty.put(octet);
      }
    } finally {
      pty.leave();
    }
  }

  private static void feed(Pty pty, int octet) {
    if (pty.discipline.hasRoom()) {
      pty.discipline.receive(octet);
      pty.discipline.received();
    }
  }

  private static void signal(Pty pty, int number) throws ErrnoException {
    switch (number) {
      case Signals.SIGINT, Signals.SIGQUIT, Signals.SIGTSTP -> pty.signal(number);
      default -> throw Errno.EINVAL.exception();
    }
  }
}
