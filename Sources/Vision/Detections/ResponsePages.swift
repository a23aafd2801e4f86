/// An answer that arrives page by page; one consumer pulls.
public protocol ResponsePages: Sendable {
  /// How messages name the answer.
  var name: String { get }
  /// The bytes of the next page; nil after the last.
  ///
  /// - Throws: `PaginationRestarted` where the rest is to be had no more: the call after that gives page one.
  func next() async throws -> [UInt8]?
}

/// The pages that were given are void, and all come once more from the first.
public struct PaginationRestarted: Error {
  /// Says so.
  public init() {}
}
