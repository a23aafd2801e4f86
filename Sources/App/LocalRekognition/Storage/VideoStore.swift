public import AWS
public import Core
import Media

/// A store of videos and images.
public protocol VideoStore: Sendable {

  /// - Throws: `VideoStoreError` if the object cannot be opened; `CancellationError`.
  func open(_ object: ObjectReference) async throws -> any ByteRanges
}

/// The reason why an object cannot be opened.
public struct VideoStoreError: Error, Sendable {
  /// The class of the failure, to switch on.
  public enum Code: Sendable {
    /// There is no such object, or it is not a regular file.
    case notFound
    /// Reading is not permitted.
    case noPermission
    /// The store failed.
    case unavailable
  }

  public var code: Code
  /// The reason, without the name of the object.
  public var reason: String

  public init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}
