package io.jvisor.vfs.tty;

import io.jvisor.kernel.api.abi.Termios;
import java.util.Arrays;

/** The modes of a terminal: Linux's {@code struct ktermios}. Guarded by the driver's lock. */
public final class Modes {
  private static final int[] SPEEDS = {
    0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400
  };

  /** Those that {@code CBAUDEX} stands before; the first is {@code BOTHER}. */
  private static final int[] MORE_SPEEDS = {
    0, 57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000,
    2500000, 3000000, 3500000, 4000000
  };

  int input;
  int output;
  int control;
  int local;
  int discipline;
  int inputSpeed;
  int outputSpeed;
  final byte[] characters = new byte[Termios.NCCS];

  /** Those of a fresh pseudo-terminal. */
  public Modes() {
    reset();
  }

  /** No bit and no character: what is locked of a fresh terminal. */
  public static Modes none() {
    Modes empty = new Modes();
    empty.input = 0;
    empty.output = 0;
    empty.control = 0;
    empty.local = 0;
    empty.inputSpeed = 0;
    empty.outputSpeed = 0;
    Arrays.fill(empty.characters, (byte) 0);
    return empty;
  }

  /** Makes them those of a fresh pseudo-terminal. */
  void reset() {
    input = Termios.ICRNL | Termios.IXON;
    output = Termios.OPOST | Termios.ONLCR;
    control = Termios.B38400 | Termios.CS8 | Termios.CREAD;
    local =
        Termios.ISIG
            | Termios.ICANON
            | Termios.ECHO
            | Termios.ECHOE
            | Termios.ECHOK
            | Termios.ECHOCTL
            | Termios.ECHOKE
            | Termios.IEXTEN;
    discipline = 0;
    inputSpeed = 38400;
    outputSpeed = 38400;
    byte[] fresh = {3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0};
    System.arraycopy(fresh, 0, characters, 0, fresh.length);
  }

  /** Makes these the same as others. */
  public void set(Modes other) {
    input = other.input;
    output = other.output;
    control = other.control;
    local = other.local;
    discipline = other.discipline;
    inputSpeed = other.inputSpeed;
    outputSpeed = other.outputSpeed;
    System.arraycopy(other.characters, 0, characters, 0, characters.length);
  }

  /**
   * Makes of what was asked for what a pseudo-terminal can have: the speeds that the bits stand
   * for, the former values of what is locked, and what none can be without.
   *
   * @param former the modes that it has
   * @param locked what must stay: bits, and whole characters that are not 0
   */
  public void settle(Modes former, Modes locked) {
    outputSpeed = speed(control, outputSpeed);
    int inputBits = control >>> Termios.IBSHIFT & Termios.CBAUD;
    inputSpeed = inputBits == 0 ? outputSpeed : speed(inputBits, inputSpeed);
    keep(former, locked);
    int missing = Termios.CSIZE | Termios.PARENB | Termios.ADDRB;
    control = (control & ~missing) | Termios.CS8 | Termios.CREAD;
  }

  private void keep(Modes former, Modes locked) {
    input = keep(input, former.input, locked.input);
    output = keep(output, former.output, locked.output);
    control = keep(control, former.control, locked.control);
    local = keep(local, former.local, locked.local);
    discipline = locked.discipline != 0 ? former.discipline : discipline;
    for (int i = 0; i < characters.length; i++) {
      characters[i] = locked.characters[i] != 0 ? former.characters[i] : characters[i];
    }
  }

  private static int keep(int asked, int former, int locked) {
    return (asked & ~locked) | (former & locked);
  }

  private static int speed(int bits, int other) {
    int index = bits & 0xf;
    if ((bits & Termios.BOTHER) == 0) {
      return SPEEDS[index];
    }
    return index == 0 ? other : MORE_SPEEDS[index];
  }

  /** Whether all bits are set in {@code c_iflag}. */
  public boolean hasInput(int bits) {
    return (input & bits) == bits;
  }

  /** Whether all bits are set in {@code c_oflag}. */
  public boolean hasOutput(int bits) {
    return (output & bits) == bits;
  }

  /** Whether all bits are set in {@code c_lflag}. */
  public boolean hasLocal(int bits) {
    return (local & bits) == bits;
  }

  /** Whether lines are read, and edited here: {@code ICANON} without {@code EXTPROC}. */
  public boolean isCanonical() {
    return (local & (Termios.ICANON | Termios.EXTPROC)) == Termios.ICANON;
  }

  /** {@code CLOCAL}. */
  public boolean isLocal() {
    return (control & Termios.CLOCAL) != 0;
  }

  /** Sets or clears {@code CLOCAL}. */
  public void setLocal(boolean on) {
    control = on ? control | Termios.CLOCAL : control & ~Termios.CLOCAL;
  }

  /** A control character, 0 for none. */
  public int character(int index) {
    return characters[index] & 0xff;
  }

  /** Whether a byte is a control character that is set. */
  boolean is(int index, int octet) {
    return octet != 0 && (characters[index] & 0xff) == octet;
  }

  /**
   * Whether {@code ^S} and {@code ^Q} stop and start output, so that who holds the master may do so
   * himself: {@code TIOCPKT_DOSTOP}.
   */
  public boolean hasUsualFlowControl() {
    return hasInput(Termios.IXON)
        && character(Termios.VSTOP) == 0x13
        && character(Termios.VSTART) == 0x11;
  }
}
