package io.jvisor.vfs.tty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Termios;
import io.jvisor.kernel.api.file.SegmentIo;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was typed, what is read of it, and what the screen shows; {@code ^X} is a control key. */
final class LineDisciplineTest implements Line {
  private final StringBuilder screen = new StringBuilder();
  private final LineDiscipline discipline = new LineDiscipline(this);
  private int room = 10_000;
  private int interrupts;
  private boolean stopped;

  @ParameterizedTest
  @CsvSource({
    "hello^J, hello^J, hello^M^J",
    "hello^M, hello^J, hello^M^J",
    "ab^?c^J, ac^J, ab^H ^Hc^M^J",
    "one two^Wsix^J, one six^J, one two^H ^H^H ^H^H ^Hsix^M^J",
    "abc^Ud^J, d^J, abc^H ^H^H ^H^H ^Hd^M^J",
    "a^V^Cb^J, a^Cb^J, a\\^^H\\^Cb^M^J",
    "a^Ab^J, a^Ab^J, a\\^Ab^M^J",
    "ab^D, ab, ab",
    "ab^R^D, ab, ab\\^R^M^Jab",
  })
  void editsLines(String typed, String read, String shown) {
    type(keys(typed));
    assertEquals(keys(read), read());
    assertEquals(keys(shown), screen.toString());
  }

  @Test
  void interruptsAndForgets() {
    type("abc\003");
    assertEquals(1 << Signals.SIGINT, interrupts);
    assertFalse(discipline.hasInput());
    type("d\n");
    assertEquals("d\n", read());
    assertEquals("^Cd\r\n", screen.toString()); // what was not shown yet is not shown any more
  }

  @Test
  void readsAnEndOfFileAsNothing() {
    type("\004x\n");
    assertTrue(discipline.hasInput());
    assertEquals("", read());
    assertEquals("x\n", read());
  }

  @Test
  void keepsTheEndOfALineThatIsTooLong() {
    type("x".repeat(5000) + "\n");
    assertEquals("x".repeat(4095) + "\n", read());
  }

  @Test
  void showsLaterWhatThereIsNoRoomFor() {
    room = 0;
    type("abc");
    assertEquals("", screen.toString());
    room = 10_000;
    discipline.flushEcho();
    assertEquals("abc", screen.toString());
  }

  @Test
  void forgetsTheOldestOfTooMuchEcho() {
    room = 0;
    type("a\n".repeat(2000) + "end");
    room = 10_000;
    discipline.flushEcho();
    assertTrue(screen.toString().endsWith("a\r\nend"));
  }

  @Test
  void makesALineOfBytesThatWereTypedRaw() {
    set(Termios.ICANON, false);
    type("raw");
    assertTrue(discipline.isReadable());
    set(Termios.ICANON, true);
    assertEquals("raw", read());
  }

  @Test
  void stopsAndStarts() {
    type("\023");
    assertTrue(stopped);
    type("\021");
    assertFalse(stopped);
    assertEquals("", screen.toString());
  }

  private void set(int local, boolean on) {
    Modes modes = new Modes();
    modes.set(discipline.modes());
    modes.local = on ? modes.local | local : modes.local & ~local;
    modes.settle(new Modes(), Modes.none());
    discipline.setModes(modes);
  }

  private void type(String text) {
    for (int i = 0; i < text.length(); i++) {
      assertTrue(discipline.hasRoom());
      discipline.receive(text.charAt(i));
    }
    discipline.received();
  }

  private String read() {
    byte[] bytes = new byte[10_000];
    int count = (int) discipline.read(SegmentIo.sink(MemorySegment.ofArray(bytes)));
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }

  /** Control characters of {@code ^X}; a caret itself is {@code \^}. */
  private static String keys(String text) {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        keys.append(text.charAt(++i));
      } else if (c == '^') {
        keys.append((char) (text.charAt(++i) ^ 0x40));
      } else {
        keys.append(c);
      }
    }
    return keys.toString();
  }

  @Override
  public int room() {
    return stopped ? 0 : room;
  }

  @Override
  public void put(int octet) {
    screen.append((char) octet);
  }

  @Override
  public void interrupt(int signal) {
    interrupts |= 1 << signal;
  }

  @Override
  public void dropOutput() {}

  @Override
  public void inputDropped() {}

  @Override
  public void stopOutput() {
    stopped = true;
  }

  @Override
  public void startOutput() {
    stopped = false;
  }

  @Override
  public boolean isStopped() {
    return stopped;
  }

  @Override
  public void inputArrived() {}
}
