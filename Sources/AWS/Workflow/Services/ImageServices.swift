public import AWS
public import Detections
public import Rekognition
public import S3

/// The S3 operations for images and their results.
public protocol ImageStore: Sendable {
  /// Reads an object of at most `limit` bytes; nil if it does not exist.
  func read(_ object: ObjectReference, upTo limit: Int) async throws -> [UInt8]?
  /// Writes an object unless one of its key exists; returns whether it was written.
  func create(_ bytes: [UInt8], at object: ObjectReference, properties: S3Properties) async throws -> Bool
  /// The user-defined metadata of an object; nil if it does not exist.
  func metadata(of object: ObjectReference) async throws -> [String: String]?
  /// Deletes an object; does not throw if it does not exist.
  func delete(_ object: ObjectReference) async throws
  /// A URL with which anyone can read an object for a number of seconds.
  func presignedURL(for object: ObjectReference, expires seconds: Int) async throws -> String
}

extension S3Client: ImageStore {}

/// The Amazon Rekognition operations on images.
public protocol ImageDetectionService: Sendable {
  /// Returns the response of an operation as the service sent it.
  func detect(_ operation: ImageOperation, in image: RekognitionImage) async throws -> [UInt8]
  /// Who looks at images, for the people who send them: `Amazon Rekognition`.
  var name: String { get }
  /// Why the service does not have an operation; nil if it has.
  func obstacle(to operation: ImageOperation) -> String?
}

extension RekognitionClient: ImageDetectionService {
  public var name: String { "Amazon Rekognition" }
  public func obstacle(to operation: ImageOperation) -> String? { nil }
}

/// The redaction of still images. The command-line program implements it, so that this target does not depend on the
/// image pipeline.
public protocol ImageRedactor: Sendable {
  /// What is hidden and how, for what a request asks for; nil is the default of the function.
  ///
  /// - Throws: `HTTPFailure` if these do not go together, or are not the client's to choose.
  func plan(hide: Subjects?, effect: ImageEffect?) throws -> ImageRedaction
  /// Decodes an image, so that nothing is called for one that cannot be redacted.
  ///
  /// - Throws: `HTTPFailure` for an image that is damaged, too large, or of a kind that is not supported.
  func open(_ image: [UInt8], as plan: ImageRedaction) async throws -> any OpenedImage
}

/// An image that was decoded.
public protocol OpenedImage: Sendable {
  /// Redacts the image, and removes its metadata.
  ///
  /// - Parameter responses: responses of Rekognition about the image.
  func redact(by responses: [[UInt8]]) async throws -> RedactedImage
}

/// What is hidden, and how.
public struct ImageRedaction: Sendable, Equatable {
  public var hide: Subjects
  /// `blur`
  public var effect: String

  public init(hide: Subjects, effect: String) {
    (self.hide, self.effect) = (hide, effect)
  }
}

/// A redacted image.
public struct RedactedImage: Sendable, Equatable {
  /// The file, in the format of the original.
  public var bytes: [UInt8]
  /// The size as displayed, in pixels.
  public var width, height: Int
  /// The number of regions redacted.
  public var regions: Int
  /// Notes on the result, one sentence each.
  public var notes: [String]

  public init(bytes: [UInt8], width: Int, height: Int, regions: Int, notes: [String]) {
    (self.bytes, self.width, self.height) = (bytes, width, height)
    (self.regions, self.notes) = (regions, notes)
  }
}
