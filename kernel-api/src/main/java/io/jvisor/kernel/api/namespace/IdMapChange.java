package io.jvisor.kernel.api.namespace;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writing {@code /proc/PID/uid_map} and its kin: {@code user_namespaces(7)}, "Defining user and
 * group ID mappings".
 */
public final class IdMapChange {
  /** The most lines: {@code UID_GID_MAP_MAX_EXTENTS}. */
  private static final int MOST_EXTENTS = 340;

  private final UserNamespace target;
  private final UserNamespace.Ids ids;

  /** Who opened the file. */
  private final Credentials opener;

  /** Who writes, which may be another. */
  private final Credentials writer;

  private IdMapChange(
      UserNamespace target, UserNamespace.Ids ids, Credentials opener, Credentials writer) {
    this.target = target;
    this.ids = ids;
    this.opener = opener;
    this.writer = writer;
  }

  /**
   * Sets a map, once and for all.
   *
   * @param text lines of three numbers: the first id inside, the first id in the parent, how many
   * @throws ErrnoException {@code EINVAL} for a text that is none, {@code EPERM}
   */
  public static void write(
      UserNamespace target,
      UserNamespace.Ids ids,
      Credentials opener,
      Credentials writer,
      String text)
      throws ErrnoException {
    new IdMapChange(target, ids, opener, writer).write(text);
  }

  @SuppressWarnings("ReferenceEquality") // a namespace is the object itself
  private void write(String text) throws ErrnoException {
    UserNamespace parent = target.parent();
    UserNamespace from = opener.userNamespace();
    if (parent == null || (from != target && from != parent)) {
      throw Errno.EPERM.exception();
    }
    target.lock.lock();
    try {
      boolean privileged =
          ids == UserNamespace.Ids.PROJECTS || opener.has(Capability.SYS_ADMIN, target);
      if (!target.map(ids).isEmpty() || !privileged) {
        throw Errno.EPERM.exception();
      }
      List<IdMap.Extent> given = parse(text);
      if (!isPermitted(given)) {
        throw Errno.EPERM.exception();
      }
      List<IdMap.Extent> extents = new ArrayList<>(given.size());
      for (IdMap.Extent extent : given) {
        int outside = parent.map(ids).toKernel(extent.outside(), extent.count());
        if (outside == IdMap.NOBODY) {
          throw Errno.EPERM.exception();
        }
        extents.add(new IdMap.Extent(extent.inside(), outside, extent.count()));
      }
      target.setMap(ids, new IdMap(extents));
    } finally {
      target.lock.unlock();
    }
  }

  private boolean isPermitted(List<IdMap.Extent> extents) {
    if (ids == UserNamespace.Ids.USERS && !mayMapRoot(extents)) {
      return false;
    }
    if (extents.size() == 1 && extents.getFirst().count() == 1 && isOwnId(extents.getFirst())) {
      return true;
    }
    Capability needed =
        switch (ids) {
          case USERS -> Capability.SETUID;
          case GROUPS -> Capability.SETGID;
          case PROJECTS -> null;
        };
    return needed == null
        || (writer.has(needed, target.parent()) && opener.has(needed, target.parent()));
  }

  /** The maker may map itself, to any id, without privilege. */
  private boolean isOwnId(IdMap.Extent extent) {
    if (target.ownerUid() != opener.euid()) {
      return false;
    }
    int kernelId = target.parent().map(ids).toKernel(extent.outside());
    return switch (ids) {
      case USERS -> kernelId == opener.euid();
      case GROUPS -> kernelId == opener.egid() && !target.allowsSetGroups();
      case PROJECTS -> false;
    };
  }

  /**
   * Whether user 0 of the parent may be mapped: what a member writes on files as capabilities then
   * means something outside.
   */
  @SuppressWarnings("ReferenceEquality")
  private boolean mayMapRoot(List<IdMap.Extent> extents) {
    if (extents.stream().noneMatch(extent -> extent.outside() == 0)) {
      return true;
    }
    return opener.userNamespace() == target
        ? target.makerHadSetFileCapability()
        : opener.has(Capability.SETFCAP, target.parent());
  }

  private static List<IdMap.Extent> parse(String text) throws ErrnoException {
    List<IdMap.Extent> extents = new ArrayList<>();
    int at = 0;
    int end = text.indexOf('\0') < 0 ? text.length() : text.indexOf('\0');
    while (at < end) {
      int line = text.indexOf('\n', at);
      int stop = line < 0 || line > end ? end : line;
      IdMap.Extent extent = extent(text.substring(at, stop));
      for (IdMap.Extent other : extents) {
        if (extent.overlaps(other)) {
          throw Errno.EINVAL.exception();
        }
      }
      if (extents.size() == MOST_EXTENTS) {
        throw Errno.EINVAL.exception();
      }
      extents.add(extent);
      at = stop + 1;
    }
    if (extents.isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    return extents;
  }

  private static IdMap.Extent extent(String line) throws ErrnoException {
    String[] numbers = line.strip().split("[ \t\f\r\u000b]+", -1);
    if (numbers.length != 3) {
      throw Errno.EINVAL.exception();
    }
    long inside = number(numbers[0]);
    long outside = number(numbers[1]);
    long count = number(numbers[2]);
    long last = 0xffffffffL;
    if (inside >= last || outside >= last || count == 0) {
      throw Errno.EINVAL.exception();
    }
    if (inside + count > last || outside + count > last) {
      throw Errno.EINVAL.exception();
    }
    return new IdMap.Extent((int) inside, (int) outside, (int) count);
  }

  /** A decimal number; of one that is too long, the lower 32 bits. */
  private static long number(String text) throws ErrnoException {
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        throw Errno.EINVAL.exception();
      }
      number = number * 10 + (digit - '0');
    }
    return number & 0xffffffffL;
  }
}
