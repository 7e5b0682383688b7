package io.jvisor.syscalls.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.kernel.api.abi.MountFlags;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MountDataTest {
  @Test
  void optionsOfEveryFileSystemAreTakenOut() {
    MountData data = MountData.parse("ro,size=1m,,sync,flag,mode=");
    assertEquals(MountFlags.MS_RDONLY, data.flags());
    assertEquals(Map.of("size", "1m", "flag", "", "mode", ""), data.options());
  }

  @Test
  void theLastWordCounts() {
    assertEquals(0, MountData.parse("ro,rw").flags());
    assertEquals(Map.of("size", "2"), MountData.parse("size=1,size=2").options());
    assertEquals(Map.of(), MountData.parse("").options());
  }
}
