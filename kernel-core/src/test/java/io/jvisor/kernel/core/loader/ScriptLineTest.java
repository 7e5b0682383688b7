package io.jvisor.kernel.core.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** First lines of scripts, as {@code execve(2)} takes them apart. */
class ScriptLineTest {
  private static ScriptLine parse(String text) throws ErrnoException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int length = Math.min(bytes.length, ScriptLine.HEAD_SIZE);
    return ScriptLine.parse(Arrays.copyOf(bytes, ScriptLine.HEAD_SIZE), length);
  }

  @Test
  void pathAndOneArgumentWithItsBlanks() throws ErrnoException {
    assertEquals(new ScriptLine("/bin/sh", null), parse("#!/bin/sh\necho"));
    assertEquals(new ScriptLine("/bin/sh", null), parse("#! \t/bin/sh \t \n"));
    assertEquals(new ScriptLine("/bin/sh", "-a  -b c"), parse("#!/bin/sh\t-a  -b c  \n"));
    assertEquals(new ScriptLine("sh", null), parse("#!sh"));
  }

  @Test
  void anArgumentIsCutAtTheEndOfTheHead() throws ErrnoException {
    ScriptLine line = parse("#!/bin/sh " + "x".repeat(400) + "\n");
    assertEquals("x".repeat(ScriptLine.HEAD_SIZE - 11), line.argument());
  }

  @ParameterizedTest
  @ValueSource(strings = {"#!", "#!\n", "#!  \t \n/bin/sh"})
  void noPathIsRefused(String text) {
    assertEquals(Errno.ENOEXEC, assertThrows(ErrnoException.class, () -> parse(text)).errno());
  }

  @Test
  void aPathThatMayBeCutIsRefused() {
    String text = "#!/" + "x".repeat(400) + "\n";
    assertEquals(Errno.ENOEXEC, assertThrows(ErrnoException.class, () -> parse(text)).errno());
  }
}
