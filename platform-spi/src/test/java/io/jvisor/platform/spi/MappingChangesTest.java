package io.jvisor.platform.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MappingChangesTest {
  private static final int READ = 1;
  private static final int READ_WRITE = 3;

  private static final String[] KINDS = {"map", "unmap", "protect"};

  private final MappingChanges changes = new MappingChanges();

  /** The list, one change a line; addresses, offsets and lengths in pages. */
  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < changes.count(); i++) {
      text.append(KINDS[changes.kind(i)])
          .append(' ')
          .append(changes.address(i) / 4096)
          .append('+')
          .append(changes.length(i) / 4096)
          .append('@')
          .append(changes.offset(i) / 4096)
          .append(' ')
          .append(changes.protection(i))
          .append('\n');
    }
    return text.toString();
  }

  private void map(long page, long frame, long count, int protection) {
    changes.map(page * 4096, frame * 4096, count * 4096, protection);
  }

  private void unmap(long page, long count) {
    changes.unmap(page * 4096, count * 4096);
  }

  private void protect(long page, long count, int protection) {
    changes.protect(page * 4096, count * 4096, protection);
  }

  @Test
  void mappingsThatContinueEachOtherAreOne() {
    map(10, 100, 2, READ);
    map(12, 102, 1, READ);
    map(8, 98, 2, READ);
    assertEquals("map 8+5@98 1\n", text());
  }

  @Test
  void mappingsOfOtherFramesOrRightsStayApart() {
    map(10, 100, 2, READ);
    map(12, 103, 1, READ);
    map(13, 104, 1, READ_WRITE);
    assertEquals("map 10+2@100 1\nmap 12+1@103 1\nmap 13+1@104 3\n", text());
  }

  @Test
  void rangesThatAreTakenAwayJoin() {
    unmap(10, 2);
    unmap(12, 2);
    unmap(5, 6);
    assertEquals("unmap 5+9@0 0\n", text());
  }

  @Test
  void whatIsTakenAwayNeedNotBeMappedFirst() {
    map(1, 1, 1, READ);
    map(10, 100, 2, READ);
    protect(11, 1, READ_WRITE);
    unmap(10, 4);
    assertEquals("map 1+1@1 1\nunmap 10+4@0 0\n", text());
  }

  @Test
  void orderIsKept() {
    unmap(10, 4);
    map(10, 100, 4, READ);
    protect(10, 4, READ_WRITE);
    assertEquals("unmap 10+4@0 0\nmap 10+4@100 1\nprotect 10+4@0 3\n", text());
  }

  @Test
  void protectionsOfNeighboursAreOne() {
    protect(10, 4, READ);
    protect(14, 1, READ);
    protect(9, 1, READ);
    protect(8, 1, READ_WRITE);
    assertEquals("protect 9+6@0 1\nprotect 8+1@0 3\n", text());
  }

  @Test
  void fullListTakesNoMoreUntilCleared() {
    for (int i = 0; i < MappingChanges.CAPACITY; i++) {
      assertFalse(changes.isFull());
      map(2L * i, i, 1, READ);
    }
    assertTrue(changes.isFull());
    assertThrows(IllegalStateException.class, () -> map(1000, 1, 1, READ));
    changes.clear();
    assertEquals("", text());
    map(1000, 1, 1, READ);
    assertEquals("map 1000+1@1 1\n", text());
  }

  @Test
  void refusesWhatIsNoRangeOfPages() {
    assertThrows(IllegalArgumentException.class, () -> changes.unmap(1, 4096));
    assertThrows(IllegalArgumentException.class, () -> changes.unmap(0, 0));
    assertThrows(IllegalArgumentException.class, () -> changes.unmap(-4096, 4096));
    assertThrows(IllegalArgumentException.class, () -> changes.unmap(Long.MAX_VALUE - 4095, 4096));
    assertThrows(IllegalArgumentException.class, () -> changes.map(0, -4096, 4096, READ));
    assertThrows(IllegalArgumentException.class, () -> changes.map(0, 0, 4096, 0));
    assertThrows(IllegalArgumentException.class, () -> changes.protect(0, 4096, 8));
  }
}
