package io.jvisor.platform.spi.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Signals;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import jnr.constants.Constant;
import org.junit.jupiter.api.Test;

/** Our constants against jnr-constants, which took its own from the headers of Linux. */
final class AbiConstantsTest {
  /** Real-time signals are numbered by the C library, which keeps two for itself. */
  private static boolean isComparable(Constant constant) {
    return constant.defined() && !constant.name().startsWith("SIGRT");
  }

  @Test
  void errorNumbersAgree() {
    Map<String, Integer> ours =
        Arrays.stream(Errno.values()).collect(Collectors.toMap(Errno::name, Errno::number));
    int compared = 0;
    for (Constant constant : jnr.constants.platform.Errno.values()) {
      if (isComparable(constant) && ours.containsKey(constant.name())) {
        assertEquals(constant.intValue(), ours.get(constant.name()), constant.name());
        compared++;
      }
    }
    assertTrue(compared > 100, () -> "only a part was compared");
  }

  @Test
  void signalsAgree() throws Exception {
    compare(Signals.class, jnr.constants.platform.Signal.values(), 25);
  }

  @Test
  void openFlagsAgree() throws Exception {
    compare(OpenFlags.class, jnr.constants.platform.OpenFlags.values(), 8);
  }

  private static void compare(Class<?> ours, Constant[] theirs, int least) throws Exception {
    Map<String, Field> fields =
        Arrays.stream(ours.getFields()).collect(Collectors.toMap(Field::getName, field -> field));
    int compared = 0;
    for (Constant constant : theirs) {
      Field field = fields.get(constant.name());
      if (isComparable(constant) && field != null) {
        assertEquals(constant.intValue(), ((Number) field.get(null)).intValue(), constant.name());
        compared++;
      }
    }
    assertTrue(compared >= least, () -> "only a part was compared");
  }
}
