import Synchronization

/// A multipart upload that may exist and is neither completed nor aborted.
///
/// All are registered globally, so that a process that must exit before a store responds can report what remains and
/// how to remove it.
public final class UnfinishedUpload: Sendable {
  private static let open = Mutex<[ObjectIdentifier: String]>([:])

  /// What would remain if the process exited now, with the remedy: one message per upload.
  public static var all: [String] { open.withLock { $0.values.sorted() } }

  /// Sets the message.
  func note(_ remedy: any Error) { Self.open.withLock { $0[ObjectIdentifier(self)] = "\(remedy)" } }

  /// Unregisters it: completed, aborted or reported.
  func end() { Self.open.withLock { $0[ObjectIdentifier(self)] = nil } }

  deinit { end() }
}
