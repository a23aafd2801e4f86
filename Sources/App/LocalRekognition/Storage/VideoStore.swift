public import AWS
public import Core
import Media

/// Where videos and images are.
public protocol VideoStore: Sendable {
  /// Opens an object.
  ///
  /// - Throws: `VideoStoreError` where it cannot be had, `CancellationError`.
  func open(_ object: ObjectReference) async throws -> any ByteRanges
}

/// Why an object cannot be had.
public struct VideoStoreError: Error, Sendable {
  /// The class of the failure, to switch on.
  public enum Code: Sendable {
    /// There is none, or it is nothing that could be read.
    case notFound
    /// It may not be read.
    case noPermission
    /// The store fails.
    case unavailable
  }

  /// The class of the failure.
  public var code: Code
  /// What happened, without the object's name.
  public var reason: String

  /// Makes an error.
  public init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}
