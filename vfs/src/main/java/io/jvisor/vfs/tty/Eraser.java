package io.jvisor.vfs.tty;

import io.jvisor.kernel.api.abi.Termios;

/** {@code VERASE}, {@code VWERASE} and {@code VKILL}: taking back what was typed of a line. */
final class Eraser {
  private final Modes modes;
  private final InputQueue queue;
  private final Echo echo;
  private final OutputEditor output;

  /** Whether what {@code ECHOPRT} shows as erased is not closed yet. */
  private boolean printing;

  Eraser(Modes modes, InputQueue queue, Echo echo, OutputEditor output) {
    this.modes = modes;
    this.queue = queue;
    this.echo = echo;
    this.output = output;
  }

  void reset() {
    printing = false;
  }

  /** Ends what {@code ECHOPRT} shows between a backslash and a slash. */
  void finish() {
    if (printing) {
      echo.raw('/');
      printing = false;
    }
  }

  /** Erases a character. */
  void character() {
    if (queue.end() > queue.lineStart()) {
      long start = previous();
      if (start >= 0) {
        remove(start, true);
      }
      finishAtStart();
    }
  }

  /** Erases a word, and what is between it and the end. */
  void word() {
    boolean seen = false;
    while (queue.end() > queue.lineStart()) {
      long start = previous();
      if (start < 0) {
        break;
      }
      int octet = queue.at(start);
      if (Characters.isAlphanumeric(octet) || octet == '_') {
        seen = true;
      } else if (seen) {
        break;
      }
      remove(start, false);
    }
    finishAtStart();
  }

  /** Erases the line. */
  void line() {
    if (queue.end() == queue.lineStart()) {
      return;
    }
    if (!modes.hasLocal(Termios.ECHO)) {
      queue.cut(queue.lineStart());
      return;
    }
    if (!modes.hasLocal(Termios.ECHOK | Termios.ECHOKE | Termios.ECHOE)) {
      queue.cut(queue.lineStart());
      finish();
      echo.character(modes.character(Termios.VKILL));
      if (modes.hasLocal(Termios.ECHOK)) {
        echo.raw('\n');
      }
      return;
    }
    while (queue.end() > queue.lineStart()) {
      long start = previous();
      if (start < 0) {
        break;
      }
      remove(start, false);
    }
    finishAtStart();
  }

  private void finishAtStart() {
    if (queue.end() == queue.lineStart() && modes.hasLocal(Termios.ECHO)) {
      finish();
    }
  }

  /** Where the last character begins; -1 where only a part of it was typed. */
  private long previous() {
    long place = queue.end();
    do {
      place--;
    } while (output.isContinuation(queue.at(place)) && place > queue.lineStart());
    return output.isContinuation(queue.at(place)) ? -1 : place;
  }

  private void remove(long start, boolean single) {
    int octet = queue.at(start);
    long end = queue.end();
    queue.cut(start);
    if (!modes.hasLocal(Termios.ECHO)) {
      return;
    }
    if (modes.hasLocal(Termios.ECHOPRT)) {
      print(start, end);
    } else if (single && !modes.hasLocal(Termios.ECHOE)) {
      echo.character(modes.character(Termios.VERASE));
    } else if (octet == '\t') {
      tab();
    } else {
      boolean control = Characters.isControl(octet);
      if (control && modes.hasLocal(Termios.ECHOCTL)) {
        wipe();
      }
      if (!control || modes.hasLocal(Termios.ECHOCTL)) {
        wipe();
      }
    }
  }

  private void print(long start, long end) {
    if (!printing) {
      echo.raw('\\');
      printing = true;
    }
    echo.character(queue.at(start));
    for (long place = start + 1; place < end; place++) {
      echo.raw(queue.at(place));
      echo.back();
    }
  }

  private void wipe() {
    echo.raw('\b');
    echo.raw(' ');
    echo.raw('\b');
  }

  /** Counts the columns since the beginning of the line, or since a tab before. */
  private void tab() {
    int columns = 0;
    boolean afterTab = false;
    for (long place = queue.end() - 1; place >= queue.lineStart(); place--) {
      int octet = queue.at(place);
      if (octet == '\t') {
        afterTab = true;
        break;
      }
      if (Characters.isControl(octet)) {
        columns += modes.hasLocal(Termios.ECHOCTL) ? 2 : 0;
      } else if (!output.isContinuation(octet)) {
        columns++;
      }
    }
    echo.eraseTab(columns, afterTab);
  }
}
