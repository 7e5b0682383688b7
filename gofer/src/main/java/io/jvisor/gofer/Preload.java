package io.jvisor.gofer;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.ninep.Attributes;
import io.jvisor.ninep.DirectoryRecord;
import io.jvisor.ninep.Extension;
import io.jvisor.ninep.FileStatusCodec;
import io.jvisor.ninep.FileSystemReply;
import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.Protocol;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Qid;
import io.jvisor.ninep.Request;
import io.jvisor.ninep.Standard;
import io.jvisor.platform.spi.host.HostConfinement;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostMessage;
import io.jvisor.platform.spi.host.HostPath;
import io.jvisor.platform.spi.host.HostPrivileges;
import io.jvisor.platform.spi.host.HostSockets;
import io.jvisor.platform.spi.host.HostStatus;

/**
 * Loads what serving needs while the files that hold it can still be found: behind {@code
 * chroot(2)} a class path of directories is out of sight.
 */
final class Preload {
  private static final Class<?>[] NEEDED = {
    Attributes.class,
    AttributeOperations.class,
    AttributeValue.class,
    Capability.class,
    ChangeOperations.class,
    DirectoryRecord.class,
    Errno.class,
    ErrnoException.class,
    Extension.class,
    Fid.class,
    FidTable.class,
    FileOperations.class,
    FileStatusCodec.class,
    FileSystemReply.class,
    GoferCalls.class,
    GoferServer.class,
    HostConfinement.class,
    HostFiles.class,
    HostMessage.class,
    HostPath.class,
    HostPrivileges.class,
    HostSockets.class,
    HostStatus.class,
    MessageBuffer.class,
    Node.class,
    Ownership.class,
    Protocol.class,
    ProtocolException.class,
    PseudoFileSystems.class,
    Qid.class,
    Request.class,
    Scratch.class,
    Session.class,
    Standard.class,
    TreeOperations.class,
    Worker.class,
  };

  private Preload() {}

  static void classes() {
    for (Class<?> type : NEEDED) {
      initialise(type);
      if (type.isSealed()) {
        for (Class<?> permitted : type.getPermittedSubclasses()) {
          initialise(permitted);
        }
      }
    }
  }

  private static void initialise(Class<?> type) {
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e); // it has just been named
    }
  }
}
