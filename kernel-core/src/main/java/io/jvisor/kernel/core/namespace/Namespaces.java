package io.jvisor.kernel.core.namespace;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;
import io.jvisor.kernel.core.ipc.IpcNamespace;

/**
 * What a task is in: {@code nsproxy} of Linux. Immutable; who has one holds each of its namespaces
 * once.
 *
 * @param uts names of the node
 * @param ipc System V objects and message queues
 */
public record Namespaces(UtsNamespace uts, IpcNamespace ipc) {
  /** What {@link #create} makes, as flags of {@code clone(2)}. */
  public static final long CREATED = NamespaceKind.UTS.cloneFlag() | NamespaceKind.IPC.cloneFlag();

  /** The same, held once more. */
  public Namespaces hold() {
    uts.hold();
    ipc.hold();
    return this;
  }

  /** Gives up what {@link #hold}, {@link #create} or {@link #with} gave. */
  public void drop() {
    uts.drop();
    ipc.drop();
  }

  /**
   * New namespaces of the kinds that are asked for and the same of the others, held for the caller.
   *
   * @param flags of {@code clone(2)}; others than {@link #CREATED} are ignored
   * @param maker owns the new ones
   * @throws ErrnoException {@code ENOSPC}, {@code ENOMEM}; nothing is held then
   */
  public Namespaces create(long flags, Credentials maker) throws ErrnoException {
    UtsNamespace newUts = isAsked(flags, NamespaceKind.UTS) ? uts.copy(maker) : held(uts);
    try {
      IpcNamespace newIpc = isAsked(flags, NamespaceKind.IPC) ? ipc.another(maker) : held(ipc);
      return new Namespaces(newUts, newIpc);
    } catch (ErrnoException refusal) {
      newUts.drop();
      throw refusal;
    }
  }

  private static boolean isAsked(long flags, NamespaceKind kind) {
    return (flags & kind.cloneFlag()) != 0;
  }

  private static <T extends Namespace> T held(T namespace) {
    namespace.hold();
    return namespace;
  }

  /** The same with another UTS namespace, held for the caller. */
  public Namespaces with(UtsNamespace other) {
    return new Namespaces(other, ipc).hold();
  }

  /** The same with another IPC namespace, held for the caller. */
  public Namespaces with(IpcNamespace other) {
    return new Namespaces(uts, other).hold();
  }
}
