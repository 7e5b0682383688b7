package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.ninep.Extension;
import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.MessageType;
import io.jvisor.ninep.Protocol;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Request;
import io.jvisor.ninep.Standard;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostMessage;
import io.jvisor.platform.spi.host.HostSockets;
import java.lang.foreign.Arena;

/**
 * A thread that serves a connection: receives a request, does it, replies, until the client is
 * gone. Several do so on one socket, which hands each message to one of them whole, so that a call
 * that waits for a disk does not hold up the others. A client that breaks the protocol's framing is
 * disconnected; one that sends nonsense in a whole message gets an error.
 */
final class Worker implements Runnable {
  private final Session session;
  private final HostMessage incoming;
  private final HostMessage outgoing;
  private final MessageBuffer in;
  private final MessageBuffer out;
  private final TreeOperations tree;
  private final FileOperations files;
  private final ChangeOperations changes;
  private final AttributeOperations attributes;

  /** A descriptor that goes with the reply, ours until then; -1 for none. */
  private int passed = -1;

  Worker(Session session, Arena arena) {
    this.session = session;
    this.incoming = new HostMessage(arena, Protocol.MESSAGE_SIZE);
    this.outgoing = new HostMessage(arena, Protocol.MESSAGE_SIZE);
    this.in = new MessageBuffer(incoming.data());
    this.out = new MessageBuffer(outgoing.data());
    Scratch scratch = new Scratch(arena);
    this.tree = new TreeOperations(session, scratch);
    this.files = new FileOperations(session, scratch);
    this.changes = new ChangeOperations(session, scratch);
    this.attributes = new AttributeOperations(session, scratch);
  }

  @Override
  public void run() {
    try {
      while (serveOne()) {}
    } finally {
      // The other threads wait on the same socket; whatever ended this one ends them all.
      HostSockets.shutDown(session.socket);
    }
  }

  private boolean serveOne() {
    long length = incoming.receive(session.socket, true);
    incoming.close(); // no request brings a descriptor
    if (length <= 0) {
      return false;
    }
    try {
      in.open(length);
    } catch (ProtocolException e) {
      return false;
    }
    boolean reply = answer();
    if (!reply) {
      return true;
    }
    long sent = outgoing.send(session.socket, out.finish(), passed);
    if (passed >= 0) {
      HostFiles.close(passed);
      passed = -1;
    }
    return sent == 0;
  }

  /** Does what the message asks; false when it has no reply. */
  private boolean answer() {
    int tag = in.tag();
    try {
      Request request = Request.parse(in, session.extensions);
      if (session.messageSize == 0 && request.type() != MessageType.TVERSION) {
        throw new ProtocolException("no version yet");
      }
      if (request instanceof Extension.Forget forget) {
        forget(forget);
        return false;
      }
      out.begin(request.type() + 1, tag);
      if (request.type() >= MessageType.TWALKSTATUS) {
        answerExtension(request);
      } else {
        answerStandard(request);
      }
    } catch (ErrnoException e) {
      fail(tag, e.errno());
    } catch (ProtocolException e) {
      fail(tag, Errno.EPROTO);
    }
    return true;
  }

  private void fail(int tag, Errno errno) {
    if (passed >= 0) {
      HostFiles.close(passed);
      passed = -1;
    }
    out.begin(MessageType.RLERROR, tag);
    try {
      out.putInt((int) -errno.result());
    } catch (ProtocolException e) {
      throw new AssertionError(e); // eleven bytes fit into any buffer
    }
  }

  private void forget(Extension.Forget request) {
    for (int number : request.fids()) {
      try {
        session.fids.remove(number).release();
      } catch (ErrnoException e) {
        // A number that is not bound; nobody waits for an answer.
      }
    }
  }

  // Not a switch over the sealed type: its bootstrap would cost a start 20 ms.
  private void answerStandard(Request request) throws ErrnoException, ProtocolException {
    switch (request.type()) {
      case MessageType.TVERSION -> version((Standard.Version) request);
      case MessageType.TATTACH -> tree.attach((Standard.Attach) request, out);
      case MessageType.TFLUSH -> {} // requests are short: the one meant is answered by itself
      case MessageType.TWALK -> tree.walk((Standard.Walk) request, out);
      case MessageType.TREAD -> files.read((Standard.Read) request, out);
      case MessageType.TWRITE -> files.write((Standard.Write) request, out);
      case MessageType.TCLUNK -> attributes.clunk(((Standard.Clunk) request).fid());
      case MessageType.TSTATFS -> tree.fileSystem((Standard.StatFs) request, out);
      case MessageType.TLOPEN -> files.open((Standard.Open) request, out);
      case MessageType.TREADLINK -> tree.readLink((Standard.ReadLink) request, out);
      case MessageType.TGETATTR -> tree.attributes((Standard.GetAttributes) request, out);
      case MessageType.TXATTRWALK -> attributes.walk((Standard.AttributeWalk) request, out);
      case MessageType.TXATTRCREATE -> attributes.create((Standard.AttributeCreate) request);
      case MessageType.TREADDIR -> tree.readDirectory((Standard.ReadDirectory) request, out);
      case MessageType.TFSYNC -> files.sync((Standard.Sync) request);
      default -> answerChange(request);
    }
  }

  private void answerChange(Request request) throws ErrnoException, ProtocolException {
    session.checkWritable();
    switch (request.type()) {
      case MessageType.TLCREATE -> files.create((Standard.Create) request, out);
      case MessageType.TSYMLINK -> changes.makeSymbolicLink((Standard.SymbolicLink) request, out);
      case MessageType.TMKNOD -> changes.makeNode((Standard.MakeNode) request, out);
      case MessageType.TSETATTR -> changes.setAttributes((Standard.SetAttributes) request);
      case MessageType.TLINK -> changes.link((Standard.Link) request);
      case MessageType.TMKDIR -> changes.makeDirectory((Standard.MakeDirectory) request, out);
      case MessageType.TUNLINKAT -> changes.unlink((Standard.Unlink) request);
      case MessageType.TREMOVE -> changes.remove((Standard.Remove) request);
      case MessageType.TRENAMEAT -> {
        Standard.RenameAt r = (Standard.RenameAt) request;
        changes.rename(r.oldDirectory(), r.oldName(), r.newDirectory(), r.newName(), 0);
      }
      default -> throw Errno.EOPNOTSUPP.exception(); // Tauth, Trename
    }
  }

  private void answerExtension(Request request) throws ErrnoException, ProtocolException {
    switch (request.type()) {
      case MessageType.TWALKSTATUS -> tree.walkStatus((Extension.WalkStatus) request, out);
      case MessageType.TOPENFILE -> passed = files.openFile((Extension.OpenFile) request, out);
      case MessageType.TREADDIRSTATUS ->
          tree.readDirectoryStatus((Extension.ReadDirectory) request, out);
      case MessageType.TCREATEFILE ->
          passed = files.createFile((Extension.CreateFile) request, out);
      case MessageType.TMAKE -> {
        session.checkWritable();
        changes.make((Extension.Make) request, out);
      }
      case MessageType.TRENAMEFLAGS -> {
        session.checkWritable();
        Extension.Rename r = (Extension.Rename) request;
        changes.rename(r.oldDirectory(), r.oldName(), r.newDirectory(), r.newName(), r.flags());
      }
      case MessageType.TXATTRGET -> {
        Extension.GetAttribute r = (Extension.GetAttribute) request;
        if (r.name().isEmpty()) {
          throw Errno.ERANGE.exception();
        }
        attributes.get(r.fid(), r.name(), out);
      }
      case MessageType.TXATTRNAMES ->
          tree.attributedNames((Extension.AttributedNames) request, out);
      case MessageType.TXATTRLIST ->
          attributes.get(((Extension.ListAttributes) request).fid(), "", out);
      case MessageType.TXATTRSET -> attributes.set((Extension.SetAttribute) request);
      case MessageType.TXATTRREMOVE -> attributes.remove((Extension.RemoveAttribute) request);
      default -> throw new ProtocolException("type");
    }
  }

  private void version(Standard.Version request) throws ProtocolException {
    String answer = session.negotiate(request.messageSize(), request.version());
    out.putInt(session.messageSize);
    out.putString(answer);
  }
}
