package io.jvisor.launcher.boot;

import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.vfs.PropagationType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Mount options of {@code mount(8)}, taken apart.
 *
 * @param flags the {@code MS_*} bits
 * @param type what the mount does with changes of what is mounted on it
 * @param data what is left for the file system; a flag has an empty value
 */
record MountOptions(long flags, PropagationType type, Map<String, String> data) {
  private static final Map<String, Long> SET =
      Map.of(
          "ro", MountFlags.MS_RDONLY,
          "nosuid", MountFlags.MS_NOSUID,
          "nodev", MountFlags.MS_NODEV,
          "noexec", MountFlags.MS_NOEXEC,
          "noatime", MountFlags.MS_NOATIME,
          "nodiratime", MountFlags.MS_NODIRATIME,
          "relatime", MountFlags.MS_RELATIME);

  private static final Map<String, Long> CLEAR =
      Map.of(
          "rw", MountFlags.MS_RDONLY,
          "suid", MountFlags.MS_NOSUID,
          "dev", MountFlags.MS_NODEV,
          "exec", MountFlags.MS_NOEXEC,
          "atime", MountFlags.MS_NOATIME,
          "diratime", MountFlags.MS_NODIRATIME,
          "norelatime", MountFlags.MS_RELATIME);

  /** What the mount does with changes; there is one mount, with or without {@code r}. */
  private static final Map<String, PropagationType> TYPES =
      Map.of(
          "private", PropagationType.PRIVATE,
          "rprivate", PropagationType.PRIVATE,
          "shared", PropagationType.SHARED,
          "rshared", PropagationType.SHARED,
          "slave", PropagationType.SLAVE,
          "rslave", PropagationType.SLAVE,
          "unbindable", PropagationType.UNBINDABLE,
          "runbindable", PropagationType.UNBINDABLE);

  /** Accepted without effect. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("bind", "rbind", "strictatime", "nostrictatime", "defaults", "async", "newinstance");

  static MountOptions parse(List<String> options) {
    long flags = 0;
    PropagationType type = PropagationType.PRIVATE;
    Map<String, String> data = new LinkedHashMap<>();
    for (String option : options) {
      if (SET.containsKey(option)) {
        flags |= SET.get(option);
      } else if (CLEAR.containsKey(option)) {
        flags &= ~CLEAR.get(option);
      } else if (TYPES.containsKey(option)) {
        type = TYPES.get(option);
      } else if (!WITHOUT_EFFECT.contains(option)) {
        int equals = option.indexOf('=');
        data.put(
            equals < 0 ? option : option.substring(0, equals),
            equals < 0 ? "" : option.substring(equals + 1));
      }
    }
    return new MountOptions(flags, type, data);
  }

  boolean isReadOnly() {
    return (flags & MountFlags.MS_RDONLY) != 0;
  }
}
