package io.jvisor.platform.systrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StubGateTest {
  private static final long TARGET = 0x7fff_8001_0a00L;
  private static final long RETURN = 0x5555_5555_4321L;

  private final StubGate gate = new StubGate(TARGET);

  /** Bytes as they lie in memory, as one number. */
  private static long number(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex))
        .get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "90b86e0000000f05, c390909090909090, 110, -7", // mov eax, 110; syscall; ret
    "c3b86e0000000f05, 483d00f0ffff7701, 110, -7", // both ways are open
    "90b86e0000000f05, c390909090909090, 39, 0", // somebody jumped to the call
    "41b86e0000000f05, c390909090909090, 110, 0", // mov r8d, 110
    "66b86e0000000f05, c390909090909090, 110, 0", // the end of something else
    "9090909031c00f05, 483d00f0ffff7701, 0, -2", // xor eax, eax; syscall; cmp rax, -4096
    "4c8b4c2408900f05, 483d01f0ffff7301, 110, -2", // as syscall(3)
    "9090909031c00f05, 483b00f0ffff7701, 0, 0", // another comparison
    "90b86e0000000f34, 483d00f0ffff7701, 110, 0", // sysenter
  })
  void findsWhatCanBeReplaced(String before, String after, long number, int start) {
    assertEquals(start, gate.start(number(before), number(after), number));
  }

  private String entry(String before, String after, int start) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(gate.entryBytes(), 8);
      gate.write(entry, 0x7006_0040L, start, number(before), number(after), RETURN);
      return HexFormat.of().formatHex(entry.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void anEntryDoesWhatStoodBeforeTheCall() {
    assertEquals(
        "b86e000000" // mov eax, 110
            + "41bb40000670" // mov r11d, entry
            + "ff242500000670" // jmp [target]
            + "0f05" // syscall
            + "ff242570000670" // jmp [return]
            + "00",
        entry("90b86e0000000f05", "c390909090909090", -7).substring(0, 56));
  }

  @Test
  void anEntryDoesWhatStoodBehindTheCall() {
    String entry = entry("9090909031c00f05", "483d00f0ffff7701", -2);
    assertEquals("41bb40000670" + "ff242500000670", entry.substring(0, 26));
    assertEquals(
        "0f05" // syscall
            + "483d00f0ffff" // cmp rax, -4096
            + "ff242578000670", // jmp [behind the comparison]
        entry.substring(36, 66));
    assertEquals("4000067000000000" + "2143555555550000" + "2743555555550000", entry.substring(80));
  }

  @ParameterizedTest
  @CsvSource({
    "-7, ff2425680006, 5, 6", // where the call was: no instruction
    "-2, ff24e5680006, 2, e5", // where the call returned to: in
  })
  void theJumpTrapsWhereThreadsMayBe(int start, String first, int at, String trap) {
    String jump = Long.toHexString(Long.reverseBytes(gate.jump(0x7006_0040L, start)));
    assertEquals(first + "7000", jump);
    assertEquals(
        Integer.parseInt(trap, 16), (int) (gate.jump(0x7006_0040L, start) >>> (8 * at)) & 0xff);
  }

  @ParameterizedTest
  @CsvSource({"-7, 0, -7", "-7, 11, -7", "-7, 20, 0", "-2, 18, -2", "-2, 20, 0", "-2, 26, 6"})
  void whoIsInTheGateBelongsOutside(int start, int offset, int place) {
    assertEquals(place, gate.outside(start, offset));
  }
}
