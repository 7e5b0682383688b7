package io.jvisor.vfs;

/** Paths as text, from a place up to a root. */
final class PathText {
  private static final String DELETED = " (deleted)";

  private PathText() {}

  /** From the root of the mount tree. */
  static String fromTreeRoot(Mount mount, Dentry dentry) {
    return build(mount, dentry, null, new boolean[1]) + (isDeleted(dentry) ? DELETED : "");
  }

  /**
   * From a root directory.
   *
   * @return null when the place is not below the root
   */
  static String below(VfsPath root, VfsPath path) {
    boolean[] reached = new boolean[1];
    String text = build(path.mount(), path.dentry(), root, reached);
    return reached[0] ? text : null;
  }

  /** From the root of the file system. */
  static String inFileSystem(Dentry dentry) {
    if (dentry.inode().namespace() != null) {
      return dentry.name();
    }
    StringBuilder text = new StringBuilder();
    for (Dentry at = dentry; at.parent() != at; at = at.parent()) {
      text.insert(0, at.name()).insert(0, '/');
    }
    return text.isEmpty() ? "/" : text.toString();
  }

  private static boolean isDeleted(Dentry dentry) {
    return dentry.isRemoved();
  }

  private static String build(Mount mount, Dentry dentry, VfsPath root, boolean[] reached) {
    // Names are put from the back; a rename meanwhile may give a mixture, never an endless loop,
    // since each step goes up.
    char[] text = new char[256];
    int start = text.length;
    Mount atMount = mount;
    Dentry at = dentry;
    for (; ; ) {
      if (root != null && at == root.dentry() && atMount == root.mount()) {
        reached[0] = true;
        break;
      }
      if (at == atMount.root()) {
        VfsPath point = atMount.mountPoint();
        if (point == null) {
          break;
        }
        atMount = point.mount();
        at = point.dentry();
        continue;
      }
      Dentry parent = at.parent();
      if (parent == at) {
        break; // a directory outside of a bind mount's root
      }
      String name = at.name();
      int needed = name.length() + 1;
      if (needed > start) {
        char[] larger = new char[text.length * 2 + needed];
        int used = text.length - start;
        System.arraycopy(text, start, larger, larger.length - used, used);
        start = larger.length - used;
        text = larger;
      }
      start -= needed;
      text[start] = '/';
      name.getChars(0, name.length(), text, start + 1);
      at = parent;
    }
    return start == text.length ? "/" : new String(text, start, text.length - start);
  }
}
