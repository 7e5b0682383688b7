package io.jvisor.gofer;

import io.jvisor.platform.spi.host.HostFiles;
import java.lang.foreign.ValueLayout;

/**
 * File systems that tell about, or steer, the host's kernel and processes rather than hold files.
 * Where one is mounted below a root that is served, guests see an empty directory: reading as root,
 * the gofer would tell them what no container may know. A root itself may be one.
 */
final class PseudoFileSystems {
  /** {@code f_type} of {@code statfs(2)}: {@code include/uapi/linux/magic.h}. */
  private static final long[] MAGIC = {
    0x9fa0L, // proc
    0x62656572L, // sysfs
    0x27e0ebL, // cgroup
    0x63677270L, // cgroup2
    0x64626720L, // debugfs
    0x74726163L, // tracefs
    0x73636673L, // securityfs
    0x62656570L, // configfs
    0x6165676cL, // pstore
    0xde5e81e4L, // efivarfs
    0xcafe4a11L, // bpf
    0x1cd1L, // devpts
    0x19800202L, // mqueue
    0x42494e4dL, // binfmt_misc
    0xf97cff8cL, // selinuxfs
    0x6e736673L, // nsfs
    0x67596969L, // rpc_pipefs
    0x65735543L, // fusectl
    0x6e667364L, // nfsd
  };

  private PseudoFileSystems() {}

  /** Whether a descriptor is of such a file system; overwrites the scratch block. */
  static boolean contains(int descriptor, Scratch scratch) {
    if (HostFiles.fileSystemStatus(descriptor, scratch.block) < 0) {
      return false;
    }
    long type = scratch.block.get(ValueLayout.JAVA_LONG, 0);
    for (long magic : MAGIC) {
      if (type == magic) {
        return true;
      }
    }
    return false;
  }
}
