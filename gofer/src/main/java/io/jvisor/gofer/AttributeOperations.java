package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.ninep.Extension;
import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Standard;
import io.jvisor.platform.spi.host.HostFiles;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Extended attributes. The host reaches them through an open descriptor only, so that links and
 * special files have none here ({@code EOPNOTSUPP}). One instance per thread.
 */
final class AttributeOperations {
  private final Session session;
  private final Scratch scratch;

  AttributeOperations(Session session, Scratch scratch) {
    this.session = session;
    this.scratch = scratch;
  }

  private int open(Node node) throws ErrnoException {
    if (!node.isDirectory() && !node.isRegular()) {
      throw Errno.EOPNOTSUPP.exception();
    }
    return node.open(OpenFlags.O_RDONLY, scratch);
  }

  /** A value, or with an empty name the list of names, in the scratch block; returns its length. */
  private int load(Node node, String name) throws ErrnoException {
    int opened = open(node);
    try {
      if (name.isEmpty()) {
        return (int) Errno.check(HostFiles.extendedAttributes(opened, scratch.block));
      }
      setAttributeName(name);
      return (int) Errno.check(HostFiles.extendedAttribute(opened, scratch.name, scratch.block));
    } finally {
      HostFiles.close(opened);
    }
  }

  private void store(Node node, String name, MemorySegment value, int flags) throws ErrnoException {
    int opened = open(node);
    try {
      setAttributeName(name);
      Errno.check(HostFiles.setExtendedAttribute(opened, scratch.name, value, flags));
    } finally {
      HostFiles.close(opened);
    }
  }

  private void setAttributeName(String name) throws ErrnoException {
    if (name.isEmpty() || name.length() > 255) {
      throw Errno.ERANGE.exception();
    }
    if (!scratch.name.set(name)) {
      throw Errno.EINVAL.exception();
    }
  }

  void get(int number, String name, MessageBuffer out) throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(number);
    try {
      int length = load(fid.node(), name);
      out.putData(scratch.block.asSlice(0, length));
    } finally {
      fid.release();
    }
  }

  void set(Extension.SetAttribute request) throws ErrnoException {
    session.checkWritable();
    Fid fid = session.fids.get(request.fid());
    try {
      store(fid.node(), request.name(), request.value(), request.flags());
    } finally {
      fid.release();
    }
  }

  void remove(Extension.RemoveAttribute request) throws ErrnoException {
    session.checkWritable();
    Fid fid = session.fids.get(request.fid());
    try {
      int opened = open(fid.node());
      try {
        setAttributeName(request.name());
        Errno.check(HostFiles.removeExtendedAttribute(opened, scratch.name));
      } finally {
        HostFiles.close(opened);
      }
    } finally {
      fid.release();
    }
  }

  void walk(Standard.AttributeWalk request, MessageBuffer out)
      throws ErrnoException, ProtocolException {
    Fid fid = session.fids.get(request.fid());
    try {
      int length = load(fid.node(), request.name());
      byte[] value = new byte[length];
      MemorySegment.copy(scratch.block, ValueLayout.JAVA_BYTE, 0, value, 0, length);
      Node node = fid.node();
      node.retain();
      Fid made = new Fid(node);
      made.attribute = new AttributeValue(null, 0, value);
      try {
        session.fids.bind(request.newFid(), made);
      } catch (ErrnoException e) {
        made.release();
        throw e;
      }
      out.putLong(length);
    } finally {
      fid.release();
    }
  }

  void create(Standard.AttributeCreate request) throws ErrnoException {
    session.checkWritable();
    if (request.size() < 0 || request.size() > Fid.ATTRIBUTE_MAX) {
      throw Errno.E2BIG.exception();
    }
    Fid fid = session.fids.get(request.fid());
    try {
      fid.lock.lock();
      try {
        if (fid.open >= 0 || fid.attribute != null) {
          throw Errno.EBUSY.exception();
        }
        fid.attribute =
            new AttributeValue(request.name(), request.flags(), new byte[(int) request.size()]);
      } finally {
        fid.lock.unlock();
      }
    } finally {
      fid.release();
    }
  }

  /** Forgets a fid; sets the attribute that was written through it. */
  void clunk(int number) throws ErrnoException {
    Fid fid = session.fids.remove(number);
    try {
      AttributeValue value;
      fid.lock.lock();
      try {
        value = fid.attribute;
      } finally {
        fid.lock.unlock();
      }
      if (value == null || value.name == null) {
        return;
      }
      if (value.written != value.bytes.length) {
        throw Errno.EINVAL.exception();
      }
      MemorySegment block = scratch.block.asSlice(0, value.written);
      MemorySegment.copy(value.bytes, 0, block, ValueLayout.JAVA_BYTE, 0, value.written);
      store(fid.node(), value.name, block, value.flags);
    } finally {
      fid.release();
    }
  }
}
