package io.jvisor.kernel.core.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.UserNamespace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ids and keys of {@link IpcTable}. */
final class IpcTableTest {
  private static final int CREATE = 01000;
  private static final int EXCLUSIVE = 02000;
  private static final int KEY = 0x4a01;

  private static final class Thing extends IpcObject {
    Thing(IpcPermissions permissions) {
      super(permissions);
    }

    @Override
    void dispose() {}
  }

  private final IpcTable<Thing> table = new IpcTable<>(100);

  private int get(int key, int flags) throws ErrnoException {
    return table.get(
        Credentials.ROOT,
        key,
        flags,
        () -> new Thing(IpcPermissions.of(key, flags, Credentials.ROOT, UserNamespace.INITIAL)),
        _ -> {});
  }

  private static void refused(Errno errno, ErrnoCall call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call::run).errno());
  }

  @FunctionalInterface
  private interface ErrnoCall {
    void run() throws ErrnoException;
  }

  @Test
  void keyFindsTheObjectUntilItIsRemoved() throws ErrnoException {
    refused(Errno.ENOENT, () -> get(KEY, 0));
    int id = get(KEY, CREATE | 0600);
    assertEquals(id, get(KEY, 0));
    assertEquals(id, get(KEY, CREATE));
    refused(Errno.EEXIST, () -> get(KEY, CREATE | EXCLUSIVE));
    table.remove(table.find(id));
    refused(Errno.ENOENT, () -> get(KEY, 0));
    refused(Errno.EINVAL, () -> table.find(id));
  }

  @Test
  void privateObjectsAreNewEachTime() throws ErrnoException {
    assertNotEquals(get(IpcPermissions.PRIVATE, 0), get(IpcPermissions.PRIVATE, 0));
  }

  @Test
  void idsAreNotUsedAgainSoon() throws ErrnoException {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      int id = get(IpcPermissions.PRIVATE, 0);
      assertEquals(id, table.find(id).id());
      assertEquals(true, seen.add(id), "used again");
      table.remove(table.find(id));
    }
  }

  @Test
  void numberOfObjectsIsLimited() throws ErrnoException {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ids.add(get(IpcPermissions.PRIVATE, 0));
    }
    refused(Errno.ENOSPC, () -> get(IpcPermissions.PRIVATE, 0));
    assertEquals(100, table.count());
    assertEquals(99, table.highestIndex());
    table.remove(table.find(ids.get(50)));
    assertNotEquals(ids.get(50), get(IpcPermissions.PRIVATE, 0));
    refused(Errno.ENOSPC, () -> get(IpcPermissions.PRIVATE, 0));
  }

  @Test
  void nextIdCanBeChosen() throws ErrnoException {
    int wanted = (5 << 15) + 77;
    table.setNextId(wanted);
    assertEquals(wanted, get(IpcPermissions.PRIVATE, 0));
    assertEquals(-1, table.nextId());
    table.setNextId(wanted);
    assertEquals(wanted + 1, get(IpcPermissions.PRIVATE, 0));
  }

  @Test
  void modeSaysWhoMayUseAKey() throws ErrnoException {
    int id = get(KEY, CREATE | 0640);
    Credentials other = Credentials.ofUser(1000, 1000, new int[0]);
    IpcPermissions permissions = table.find(id).permissions();
    assertEquals(false, permissions.allow(other, IpcPermissions.READ));
    Credentials member = Credentials.ofUser(1000, 1000, new int[] {0});
    assertEquals(true, permissions.allow(member, IpcPermissions.READ));
    assertEquals(false, permissions.allow(member, IpcPermissions.WRITE));
    assertEquals(true, permissions.allow(Credentials.ROOT, IpcPermissions.WRITE));
  }
}
