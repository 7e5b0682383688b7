package io.jvisor.launcher.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.vfs.PropagationType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code mount(8)}'s options, as bundles have them. */
final class MountOptionsTest {
  @Test
  void tellsFlagsFromTheFileSystemsOwn() {
    assertEquals(
        new MountOptions(
            MountFlags.MS_NOSUID | MountFlags.MS_RDONLY,
            PropagationType.PRIVATE,
            Map.of("mode", "755", "size", "65536k")),
        MountOptions.parse(
            List.of("nosuid", "strictatime", "mode=755", "size=65536k", "ro", "rprivate")));
  }

  @Test
  void theLastOneCounts() {
    assertEquals(
        new MountOptions(0, PropagationType.SLAVE, Map.of()),
        MountOptions.parse(List.of("ro", "nodev", "shared", "rw", "dev", "rslave")));
  }
}
