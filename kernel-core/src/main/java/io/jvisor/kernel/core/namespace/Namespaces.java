package io.jvisor.kernel.core.namespace;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;

/**
 * What a task is in: {@code nsproxy} of Linux. Immutable; who has one holds each of its namespaces
 * once.
 *
 * @param uts names of the node
 */
public record Namespaces(UtsNamespace uts) {
  /** What {@link #create} makes, as flags of {@code clone(2)}. */
  public static final long CREATED = NamespaceKind.UTS.cloneFlag();

  /** The same, held once more. */
  public Namespaces hold() {
    uts.hold();
    return this;
  }

  /** Gives up what {@link #hold}, {@link #create} or {@link #with} gave. */
  public void drop() {
    uts.drop();
  }

  /**
   * New namespaces of the kinds that are asked for and the same of the others, held for the caller.
   *
   * @param flags of {@code clone(2)}; others than {@link #CREATED} are ignored
   * @param maker owns the new ones
   * @throws ErrnoException {@code ENOSPC}, {@code ENOMEM}; nothing is held then
   */
  public Namespaces create(long flags, Credentials maker) throws ErrnoException {
    return new Namespaces(isAsked(flags, NamespaceKind.UTS) ? uts.copy(maker) : held(uts));
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
    return new Namespaces(other).hold();
  }
}
