package io.jvisor.vfs.tty;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Termios;
import io.jvisor.kernel.api.file.IoSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** {@code N_TTY} on one line. All methods are called with the driver's lock held. */
public final class LineDiscipline {
  /**
   * With no more bytes than this what waits on the line is taken in again; as many as {@code VMIN}
   * can ask for, at least.
   */
  private static final int LOW = 255;

  private final Line line;
  private final Modes modes = new Modes();
  private final InputQueue queue = new InputQueue();
  private final OutputEditor output;
  private final Echo echo;
  private final Eraser eraser;

  /** A bit for each byte that is more than itself in these modes. */
  private final long[] special = new long[4];

  /** Whether the next byte has no meaning: {@code VLNEXT} was typed. */
  private boolean literal;

  /** A discipline with the modes of a fresh pseudo-terminal. */
  public LineDiscipline(Line line) {
    this.line = line;
    this.output = new OutputEditor(line, modes);
    this.echo = new Echo(line, modes, output);
    this.eraser = new Eraser(modes, queue, echo, output);
    findSpecial();
  }

  /** The modes; to be changed by {@link #setModes} only. */
  public Modes modes() {
    return modes;
  }

  /** Sets modes that are {@linkplain Modes#settle settled}. */
  public void setModes(Modes changed) {
    int switched = (modes.local ^ changed.local) & (Termios.ICANON | Termios.EXTPROC);
    boolean hadFlowControl = modes.hasInput(Termios.IXON);
    modes.set(changed);
    findSpecial();
    if (switched != 0) {
      queue.reline(modes.hasLocal(Termios.ICANON));
      eraser.reset();
      literal = false;
    }
    if (hadFlowControl && !modes.hasInput(Termios.IXON) && line.isStopped()) {
      line.startOutput();
      echo.flush();
    }
    line.inputArrived();
  }

  /** Makes everything as it was at the beginning: the line hung up. */
  public void reset() {
    modes.reset();
    findSpecial();
    queue.clear();
    echo.clear();
    eraser.reset();
    output.reset();
    literal = false;
  }

  private void findSpecial() {
    Arrays.fill(special, 0);
    if (modes.hasInput(Termios.IGNCR) || modes.hasInput(Termios.ICRNL)) {
      addSpecial('\r');
    }
    if (modes.hasInput(Termios.INLCR)) {
      addSpecial('\n');
    }
    if (modes.hasLocal(Termios.ICANON)) {
      addSpecial('\n');
      add(Termios.VERASE, Termios.VKILL, Termios.VEOF, Termios.VEOL);
      if (modes.hasLocal(Termios.IEXTEN)) {
        add(Termios.VWERASE, Termios.VLNEXT, Termios.VEOL2);
        if (modes.hasLocal(Termios.ECHO)) {
          add(Termios.VREPRINT);
        }
      }
    }
    if (modes.hasInput(Termios.IXON)) {
      add(Termios.VSTART, Termios.VSTOP);
    }
    if (modes.hasLocal(Termios.ISIG)) {
      add(Termios.VINTR, Termios.VQUIT, Termios.VSUSP);
    }
    special[0] &= ~1L;
  }

  private void add(int... indices) {
    for (int index : indices) {
      addSpecial(modes.character(index));
    }
  }

  private void addSpecial(int octet) {
    special[octet >> 6] |= 1L << octet;
  }

  /**
   * Whether another byte of input can be taken in. A line that is too long takes it in the place of
   * its last byte, so that its end gets through.
   */
  public boolean hasRoom() {
    int room = InputQueue.SIZE - queue.length();
    if (modes.hasInput(Termios.PARMRK)) {
      room = (room + 2) / 3;
    }
    room--;
    if (room > 0) {
      return true;
    }
    if (!modes.hasLocal(Termios.ICANON) || queue.hasLine()) {
      return false;
    }
    if (room < 0) {
      queue.cut(queue.end() - 1);
    }
    return true;
  }

  /** Whether so much was read that input which waits on the line should be taken in. */
  public boolean isLow() {
    return queue.length() <= LOW || !hasInput();
  }

  /** Takes a byte of input in that there is room for. */
  public void receive(int octet) {
    int typed = octet;
    if (modes.hasInput(Termios.ISTRIP)) {
      typed &= 0x7f;
    }
    if (modes.hasInput(Termios.IUCLC) && modes.hasLocal(Termios.IEXTEN)) {
      typed = Characters.toLower(typed);
    }
    if (literal) {
      literal = false;
      restart();
      ordinary(typed);
    } else if (modes.hasLocal(Termios.EXTPROC)) {
      queue.put(typed);
    } else if ((special[typed >> 6] >>> typed & 1) == 0) {
      restart();
      ordinary(typed);
    } else {
      special(typed);
    }
  }

  /** Shows what was echoed, and tells of what can be read, after some bytes were taken in. */
  public void received() {
    echo.flush();
    if (!queue.isEmpty()) {
      line.inputArrived();
    }
  }

  /** Any byte starts output again with {@code IXANY}. */
  private void restart() {
    if (modes.hasInput(Termios.IXON | Termios.IXANY) && line.isStopped()) {
      line.startOutput();
      echo.flush();
    }
  }

  private void ordinary(int octet) {
    if (modes.hasLocal(Termios.ECHO)) {
      eraser.finish();
      show(octet);
    }
    keep(octet);
  }

  private void show(int octet) {
    if (queue.lineStart() == queue.end()) {
      echo.markLine();
    }
    echo.character(octet);
  }

  private void keep(int octet) {
    if (octet == 0xff && modes.hasInput(Termios.PARMRK)) {
      queue.put(octet);
    }
    queue.put(octet);
  }

  private void special(int octet) {
    if (modes.hasInput(Termios.IXON)) {
      if (modes.is(Termios.VSTART, octet)) {
        line.startOutput();
        echo.flush();
        return;
      }
      if (modes.is(Termios.VSTOP, octet)) {
        line.stopOutput();
        return;
      }
    }
    if (modes.hasLocal(Termios.ISIG)) {
      int signal = signal(octet);
      if (signal != 0) {
        interrupt(signal, octet);
        return;
      }
    }
    restart();
    int typed = octet;
    if (octet == '\r') {
      if (modes.hasInput(Termios.IGNCR)) {
        return;
      }
      typed = modes.hasInput(Termios.ICRNL) ? '\n' : octet;
    } else if (octet == '\n' && modes.hasInput(Termios.INLCR)) {
      typed = '\r';
    }
    if (modes.hasLocal(Termios.ICANON) && edit(typed)) {
      return;
    }
    if (modes.hasLocal(Termios.ECHO)) {
      eraser.finish();
      if (typed == '\n') {
        echo.raw('\n');
      } else {
        show(typed);
      }
    }
    keep(typed);
  }

  private int signal(int octet) {
    if (modes.is(Termios.VINTR, octet)) {
      return Signals.SIGINT;
    }
    if (modes.is(Termios.VQUIT, octet)) {
      return Signals.SIGQUIT;
    }
    return modes.is(Termios.VSUSP, octet) ? Signals.SIGTSTP : 0;
  }

  private void interrupt(int signal, int octet) {
    line.interrupt(signal);
    if (!modes.hasLocal(Termios.NOFLSH)) {
      echo.clear();
      line.dropOutput();
      flushInput();
    }
    if (modes.hasInput(Termios.IXON) && line.isStopped()) {
      line.startOutput();
    }
    if (modes.hasLocal(Termios.ECHO)) {
      echo.character(octet);
    }
  }

  /** Edits the line; false for a byte that is to be kept. */
  private boolean edit(int octet) {
    boolean extended = modes.hasLocal(Termios.IEXTEN);
    boolean echoes = modes.hasLocal(Termios.ECHO);
    if (modes.is(Termios.VERASE, octet)) {
      eraser.character();
    } else if (modes.is(Termios.VKILL, octet)) {
      eraser.line();
    } else if (extended && modes.is(Termios.VWERASE, octet)) {
      eraser.word();
    } else if (extended && modes.is(Termios.VLNEXT, octet)) {
      quote();
    } else if (extended && echoes && modes.is(Termios.VREPRINT, octet)) {
      reprint(octet);
    } else if (octet == '\n') {
      if (echoes || modes.hasLocal(Termios.ECHONL)) {
        echo.raw('\n');
      }
      queue.putEnd('\n');
    } else if (modes.is(Termios.VEOF, octet)) {
      queue.putEnd(0);
    } else if (modes.is(Termios.VEOL, octet) || (extended && modes.is(Termios.VEOL2, octet))) {
      if (echoes) {
        show(octet);
      }
      if (octet == 0xff && modes.hasInput(Termios.PARMRK)) {
        queue.put(octet);
      }
      queue.putEnd(octet);
    } else {
      return false;
    }
    return true;
  }

  private void quote() {
    literal = true;
    if (modes.hasLocal(Termios.ECHO)) {
      eraser.finish();
      if (modes.hasLocal(Termios.ECHOCTL)) {
        echo.raw('^');
        echo.raw('\b');
      }
    }
  }

  private void reprint(int octet) {
    eraser.finish();
    echo.character(octet);
    echo.raw('\n');
    for (long place = queue.lineStart(); place < queue.end(); place++) {
      echo.character(queue.at(place));
    }
  }

  /** Drops what was typed: {@code TCIFLUSH}. */
  public void flushInput() {
    queue.clear();
    eraser.reset();
    literal = false;
    line.inputDropped();
  }

  /** Whether a read would get something, the modes considered. */
  public boolean hasInput() {
    return modes.isCanonical() ? queue.hasLine() : !queue.isEmpty();
  }

  /** Whether {@code poll(2)} calls the terminal readable: without a timer {@code VMIN} counts. */
  public boolean isReadable() {
    if (modes.isCanonical()) {
      return queue.hasLine();
    }
    int least = modes.character(Termios.VTIME) == 0 ? modes.character(Termios.VMIN) : 1;
    return queue.length() >= Math.max(1, least);
  }

  /** {@code FIONREAD}. */
  public int available() {
    return modes.isCanonical() ? queue.lineBytes() : queue.length();
  }

  /** Reads; there is something. 0 is an end of file. */
  public long read(IoSink sink) {
    return modes.isCanonical() ? queue.takeLine(sink) : queue.take(sink);
  }

  /** Shows what was held back while there was no room. */
  public void flushEcho() {
    echo.flush();
  }

  /**
   * Puts bytes of a program out, as many as there is room for.
   *
   * @return how many were taken
   */
  public int write(MemorySegment bytes, int count) {
    echo.flush();
    int done = 0;
    while (done < count && line.room() >= OutputEditor.MOST) {
      output.put(bytes.get(ValueLayout.JAVA_BYTE, done) & 0xff);
      done++;
    }
    return done;
  }

  /** How much room a write needs to get on at all. */
  public static int leastRoom() {
    return OutputEditor.MOST;
  }
}
