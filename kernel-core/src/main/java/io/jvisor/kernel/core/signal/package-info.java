/**
 * Signals as data: what was sent ({@link io.jvisor.kernel.core.signal.SignalInfo}), what waits
 * ({@link io.jvisor.kernel.core.signal.PendingSignals}), what is to be done ({@link
 * io.jvisor.kernel.core.signal.SigAction}), and the frame on the guest's stack ({@link
 * io.jvisor.kernel.core.signal.SignalFrame}). Sending and delivering are the {@code task}
 * package's.
 *
 * <p>Nothing here locks. The pending sets and the action table are guarded by the lock that their
 * owner, a thread group, names.
 */
package io.jvisor.kernel.core.signal;
