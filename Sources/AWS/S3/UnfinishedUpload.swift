import Synchronization

/// An upload that may be in a bucket and is neither an object nor thrown away yet.
///
/// Kept for the whole process: one that must end before a store answers can still say what it leaves, and how to tidy
/// up by hand.
public final class UnfinishedUpload: Sendable {
  private static let open = Mutex<[ObjectIdentifier: String]>([:])

  /// What the process would leave if it ended now, and what to do about it: a sentence for each upload.
  public static var all: [String] { open.withLock { $0.values.sorted() } }

  /// What to do about it now.
  func note(_ remedy: any Error) { Self.open.withLock { $0[ObjectIdentifier(self)] = "\(remedy)" } }

  /// It is an object, thrown away, or was reported.
  func end() { Self.open.withLock { $0[ObjectIdentifier(self)] = nil } }

  deinit { end() }
}
