package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.ninep.DirectoryRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names of a directory as read at one time. One that has all of them answers reads and look-ups, of
 * names that are missing too, until the directory changes. Names and status are immutable once
 * read.
 */
final class Listing {
  /** The most entries that are kept; larger directories are read each time. */
  static final int LIMIT = 8192;

  /** One name; {@code "."} and {@code ".."} are left out. */
  static final class Entry {
    final String name;
    final long inode;
    final int type;

    /** Null when the gofer could not tell. */
    final FileStatus status;

    Entry(DirectoryRecord from) {
      this.name = from.name;
      this.inode = from.inode;
      this.type = from.type;
      FileStatus told = null;
      if (from.known) {
        told = new FileStatus();
        copy(from.status, told);
      }
      this.status = told;
    }
  }

  final List<Entry> entries = new ArrayList<>();

  /** Where the gofer goes on reading. */
  long lastOffset;

  /** The files that have extended attributes; null until somebody asks. */
  volatile Set<String> attributed;

  private final Map<String, Entry> byName = new HashMap<>();

  void add(DirectoryRecord record) {
    lastOffset = record.offset;
    if (record.name.equals(".") || record.name.equals("..")) {
      return;
    }
    Entry entry = new Entry(record);
    entries.add(entry);
    byName.put(entry.name, entry);
  }

  /** All names. */
  Set<String> names() {
    return byName.keySet();
  }

  Entry find(String name) {
    return byName.get(name);
  }

  static void copy(FileStatus from, FileStatus to) {
    to.device = from.device;
    to.inode = from.inode;
    to.mode = from.mode;
    to.links = from.links;
    to.uid = from.uid;
    to.gid = from.gid;
    to.specialDevice = from.specialDevice;
    to.size = from.size;
    to.blockSize = from.blockSize;
    to.blocks = from.blocks;
    to.accessTime = from.accessTime;
    to.modifyTime = from.modifyTime;
    to.changeTime = from.changeTime;
    to.birthTime = from.birthTime;
  }
}
