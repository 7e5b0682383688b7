package io.jvisor.conformance.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Field;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code hostile/systrap.h}, which says what to attack, says what systrap says. */
final class StubLayoutTest {
  private static final Pattern CONSTANT = Pattern.compile("(?m)^#define (\\w+) (\\w+)$");

  @Test
  void theAttackersKnowTheLayout() throws Exception {
    Class<?> layout = Class.forName("io.jvisor.platform.systrap.StubLayout");
    List<MatchResult> constants =
        CONSTANT.matcher(GuestPrograms.read("hostile/systrap.h")).results().toList();
    assertFalse(constants.isEmpty());
    for (MatchResult constant : constants) {
      Field field = layout.getDeclaredField(constant.group(1));
      field.setAccessible(true);
      assertEquals(
          ((Number) field.get(null)).longValue(),
          Long.decode(constant.group(2)),
          constant.group(1));
    }
  }
}
